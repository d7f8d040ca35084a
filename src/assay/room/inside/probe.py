"""Runs in a room in a student's place and tries each way out; what it finds open, it says. It writes nothing: where
there is no box, it runs on the judge's machine itself.

Each check is named by its docstring, in the words the instructor reads when the line does not hold.
"""

import ctypes
import fcntl
import json
import mmap
import os
import resource
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

CLONE_NEWUSER = 0x10000000
WEIGHT_BYTES = 16 << 20
Outside = dict[str, Any]
Check = Callable[[Outside], str]


def reach_files(outside: Outside) -> str:
    """A file of the judge's can be read."""
    return next((name for name in outside["canaries"] if os.access(name, os.F_OK)), "")


def reach_course(outside: Outside) -> str:
    """The course is visible."""
    course = Path(outside["course"])
    seen = {path.name for path in course.iterdir()} if course.is_dir() else set()
    return ", ".join(seen - set(outside["environment"]))


def import_course(outside: Outside) -> str:
    """The hidden tests can be imported: the course is installed among the packages that rooms see."""
    places = [f"{place}/{name}" for place in sys.path for name in outside["hidden"]]
    return ", ".join(place for place in places if os.access(place, os.F_OK))


def read_environment(outside: Outside) -> str:
    """The judge's environment variables are visible."""
    found = set(os.environ)
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            found |= {line.split(b"=")[0].decode() for line in entry.read_bytes().split(b"\0") if line}
        except OSError:
            continue
    return ", ".join(sorted(found - set(outside["variables"])))


def see_processes(outside: Outside) -> str:
    """The judge's processes are visible."""
    processes = [path.name for path in Path("/proc").iterdir() if path.name.isdigit()]
    strangers = set(processes) - {"1", "2", str(os.getpid())}  # bwrap, and who keeps the room for this program
    shared = [name for name, link in outside["namespaces"].items() if str(Path(name).readlink()) == link]
    return ", ".join([*strangers, *shared])


def connect(outside: Outside) -> str:
    """The network is reachable."""
    try:
        with socket.create_connection(("127.0.0.1", outside["port"]), 1.0):
            return "connected"
    except OSError:
        return ""


def connect_abstract(outside: Outside) -> str:
    """A Unix socket of the judge's is reachable."""
    with socket.socket(socket.AF_UNIX) as line:
        return "connected" if line.connect_ex("\0" + outside["abstract"]) == 0 else ""


def write_elsewhere(_: Outside) -> str:
    """A file can be written outside /tmp and /dev/shm."""
    folders = ["/", "/dev", "/etc", "/room", "/usr", "/proc/sys/kernel", sys.prefix, sys.base_prefix]
    folders += [str(folder) for folder in Path(sys.prefix).parents]
    return ", ".join(folder for folder in folders if not folder.startswith("/tmp") and os.access(folder, os.W_OK))


def change_kernel(_: Outside) -> str:
    """A setting of the kernel can be changed."""
    return ", ".join(name for name in ("core_pattern", "hostname") if os.access(f"/proc/sys/kernel/{name}", os.W_OK))


def hold_rights(_: Outside) -> str:
    """The room's program holds rights."""
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines())
    names = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
    held = [name for name in names if int(status[name], 16)]
    unlike = [name for name, value in (("NoNewPrivs", "1"), ("Seccomp", "2")) if status[name] != value]
    return ", ".join(held + unlike)


def be_root(_: Outside) -> str:
    """The room's program runs as root."""
    return "user 0" if 0 in (*os.getresuid(), *os.getresgid()) else ""


def fill_disk(outside: Outside) -> str:
    """The room's /tmp has no bound of its own."""
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    kinds = [mount[2] for mount in mounts if mount[1] == "/tmp"]
    size = os.statvfs("/tmp").f_blocks * os.statvfs("/tmp").f_frsize
    bounded = kinds == ["tmpfs"] and 0 < size <= int(outside["tmp"])
    return "" if bounded else f"{size} bytes"


def make_namespace(_: Outside) -> str:
    """A user namespace can be made."""
    made = int(ctypes.CDLL(None).unshare(CLONE_NEWUSER)) == 0
    return "unshare" if made else ""


def hide_memory(_: Outside) -> str:
    """Memory can be had that nobody counts."""
    ways: dict[str, Callable[[], object]] = {
        "memfd_create": lambda: os.close(os.memfd_create("probe")),
        "shared maps": lambda: mmap.mmap(-1, mmap.PAGESIZE).close(),
        "maps of /dev/zero": _map_zeros,
        "TCP": lambda: socket.socket(socket.AF_INET).close(),
    }
    return ", ".join(way for way, attempt in ways.items() if _works(attempt))


def _map_zeros() -> None:
    with Path("/dev/zero").open("r+b", buffering=0) as file:
        mmap.mmap(file.fileno(), mmap.PAGESIZE).close()


def lock_files(_: Outside) -> str:
    """A file that others read too can be locked or listened to."""
    libc = ctypes.CDLL(None)
    with Path(sys.executable).open("rb") as file:
        ways: dict[str, Callable[[], object]] = {
            "flock": lambda: fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
            "fcntl": lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
        }
        found = [way for way, attempt in ways.items() if _works(attempt)]
    listening = int(libc.inotify_init())
    if listening >= 0:
        os.close(listening)
        found.append("inotify")
    return ", ".join(found)


def _works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


def raise_limits(outside: Outside) -> str:
    """A limit is missing or can be raised."""
    limits: dict[str, int] = outside["limits"]
    for name, bound in limits.items():
        which = getattr(resource, name)
        soft, hard = resource.getrlimit(which)
        if not 0 <= soft <= hard <= bound:
            return name
        try:
            resource.setrlimit(which, (soft, hard + 1))
        except (OSError, ValueError):
            continue
        return name
    return ""


CHECKS: tuple[Check, ...] = (
    reach_files,
    reach_course,
    import_course,
    read_environment,
    see_processes,
    connect,
    connect_abstract,
    write_elsewhere,
    change_kernel,
    hold_rights,
    be_root,
    fill_disk,
    make_namespace,
    hide_memory,
    lock_files,
    raise_limits,
)


def main() -> None:
    """Run every check and send the name of each with what it found: the empty string for a way that is shut."""
    outside = json.loads(sys.argv[2])
    with socket.socket(fileno=int(sys.argv[1])) as judge:
        _weighed = b"x" * WEIGHT_BYTES
        judge.sendall(b".")
        judge.recv(1)  # meanwhile the judge sees whether its watchdog can count
        judge.sendall(json.dumps([[check.__doc__, check(outside)] for check in CHECKS]).encode())


if __name__ == "__main__":
    main()
