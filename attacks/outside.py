"""The world outside the rooms: what attackers must not reach, and what they must not leave behind in it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import signal
import socket
import stat
import tempfile
from collections.abc import Collection, Iterator
from hashlib import sha256
from pathlib import Path

from assay.room.watchdog import family
from attacks.corpus import CANARY, Told
from tests.here import REPOSITORY

PR_SET_CHILD_SUBREAPER = 36
PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/run")
SETTINGS = ("/proc/self/mountinfo", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/etc/passwd",
            "/proc/sys/kernel/hostname", "/etc/ld.so.preload")
OURS = frozenset({".git", ".cache", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})
SMALL = 1 << 16


class Outside:
    """Puts servers and canaries out, remembers how everything was, and tells what is different later.

    Orphans of all that is started from here fall to this process, so that none is missed.
    """

    def __init__(self, course: Path) -> None:
        self.course = course
        self._servers = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)]
        mark, abstract = f"left_{secrets.token_hex(4)}", secrets.token_hex(16)
        self._servers[1].bind(f"\0{abstract}")
        self._servers[1].listen()
        for server in self._servers:
            server.settimeout(0.05)
        self.told = Told(mark, self._servers[0].getsockname()[1], abstract, free_port(), str(course), str(REPOSITORY))
        with tempfile.NamedTemporaryFile("w", dir=Path.home(), prefix=".canary-", delete=False) as file:
            file.write(CANARY)
        self._canary = Path(file.name)
        adopt(True)
        self.remember()

    def __enter__(self) -> Outside:
        return self

    def __exit__(self, *_: object) -> None:
        adopt(False)
        self._canary.unlink(missing_ok=True)
        for server in self._servers:
            server.close()

    def remember(self) -> None:
        """From here on, what is different was left behind."""
        self._settings, self._code = settings(), digests(REPOSITORY)
        self._submitted, self._known = names(self.course / "submitted"), set(family(os.getpid()))

    def visitors(self) -> int:
        """How many connected to the servers; nobody, if the rooms are closed."""
        return sum(1 for server in self._servers for _ in accepted(server))

    def left(self) -> list[str]:
        """What was left behind, a phrase each. Processes among it are ended."""
        found = [f"process {word}" for word in orphans(self._known)]
        found += [f"file {path}" for path in marked(self.told, [*map(Path, PLACES), Path.home()])]
        code = digests(REPOSITORY)
        found += [f"changed {name}" for name in sorted(code.keys() | self._code.keys())
                  if code.get(name) != self._code.get(name)]
        found += [f"setting {name}" for name, value in settings().items() if value != self._settings[name]]
        found += [f"file submitted/{name}" for name in sorted(names(self.course / "submitted") ^ self._submitted)]
        found += [f"System V key in {path.name}" for path in Path("/proc/sysvipc").glob("*") if held(path, self.told)]
        return found + ([f"port {self.told.door}"] if answers(self.told.door) else [])


def adopt(orphans_too: bool) -> None:
    """Whether processes that lose their parent fall to this process, or to the machine's first as ever."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, int(orphans_too), 0, 0, 0)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def answers(port: int) -> bool:
    """Whether anybody listens on a port of this machine."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def accepted(server: socket.socket) -> Iterator[None]:
    """Once for each who connected."""
    with contextlib.suppress(TimeoutError):
        while True:
            server.accept()[0].close()
            yield


def orphans(known: Collection[int]) -> list[str]:
    """The processes below this one that are not known, by name and number; they are ended."""
    found = []
    for pid in set(family(os.getpid())) - set(known):
        with contextlib.suppress(OSError):
            name, _, state = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")
            if state.split()[0] != "Z":  # else it has ended, and only waits to be asked how
                found.append(f"{name.partition('(')[2]} ({pid})")
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    return found


def settings() -> dict[str, str]:
    """What the machine is set to, mounts among it."""
    return {name: Path(name).read_text("utf-8", "replace") if Path(name).exists() else "" for name in SETTINGS}


def digests(folder: Path) -> dict[str, str]:
    """The digest of each of our own files, by name."""
    found = {}
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in OURS and Path(place, name) not in made_by_use(folder)]
        for path in (Path(place, name) for name in files):
            if path.is_file() and not path.is_symlink() and path.suffix != ".pyc":
                found[str(path.relative_to(folder))] = sha256(path.read_bytes()).hexdigest()
    return found


def made_by_use(folder: Path) -> list[Path]:
    """The folders of a repository in which people work meanwhile."""
    return [folder / name for name in ("submitted", "autograded", "feedback", "verdicts", "exchange", "demo")]


def names(folder: Path) -> set[str]:
    """All names below a folder; no link is followed."""
    return {str(Path(place, name).relative_to(folder)) for place, folders, files in os.walk(folder)
            for name in folders + files}


def marked(told: Told, places: list[Path]) -> list[str]:
    """The files in these folders, or one folder below, that bear the attackers' mark in name or content."""
    words = (told.mark, told.mark[::-1])
    near = [path for place in places for path in children(place)]
    near += [path for folder in near if not folder.is_symlink() for path in children(folder)]
    return [str(path) for path in near if any(word in path.name or word in small(path) for word in words)]


def children(folder: Path) -> list[Path]:
    """What lies in a folder that we may read; nothing, if it is none."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def small(path: Path) -> str:
    """The text of a small plain file, else ""."""
    try:
        about = path.lstat()
        plain = stat.S_ISREG(about.st_mode) and about.st_size < SMALL
        return path.read_text("utf-8", "replace") if plain else ""
    except OSError:
        return ""


def held(path: Path, told: Told) -> bool:
    """Whether a list of System V objects holds the key that the attackers use."""
    keys = {line.split()[0] for line in path.read_text().splitlines()[1:]}
    return bool({str(int(told.mark[-4:], 16)), "77"} & keys)
