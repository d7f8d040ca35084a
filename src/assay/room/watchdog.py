"""Counts what a room uses, seen from outside: the memory and the processor time of all its processes.

A look reads two short files of each process, so that no room can make it long by what it opens.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import os
import threading
import time
from collections.abc import Sequence

TICKS = os.sysconf("SC_CLK_TCK")
PROCESSORS = os.cpu_count() or 1
SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_FOR_A_LOOK = 1.0
GONE = (FileNotFoundError, ProcessLookupError)  # any other error must not pass for an empty room
#: Descriptors of a room, all processes together, that no kernel and no homework reaches.
FEW_DESCRIPTORS = 1024
FEW_SOCKETS, MANY_SOCKETS = 256, 1 << 16  # a kernel has thirty; nobody needs to know how many more there are
FEW_PROCESSES = 32  # so many can be looked at in a moment, whatever they do
SOCKET_BYTES = 208 * 1024  # net.core.wmem_default; the system call filter refuses SO_SNDBUF, which would raise it
MAPS_BYTES = 16 << 20  # 65,530 maps, vm.max_map_count as Linux has it by itself
INODE_BYTES = 1024  # about what the kernel keeps for a file in a tmpfs: its inode and its name

Who = tuple[str, int]  # a process, by its number and its birth: no other ever has both


class TooSlow(Exception):
    """A look took longer than it may, so it was broken off."""


class Household:
    """Everybody in a room. Safe to use from several threads."""

    def __init__(self, inside: int | None, roots: Sequence[int], folders: Sequence[str] = ()) -> None:
        """Takes the first process in a box, or None, the box's tmpfs, and those whom everybody descends from.

        In a box everybody stands in its own /proc, whoever their parent is; without one, who leaves home is lost.
        """
        self._inside, self._roots, self._folders = inside, roots, folders
        self._apart = inside is not None and _namespace(str(inside)) != _namespace("self")
        self._lock = threading.Lock()
        self._seen: dict[Who, tuple[int, int, bool]] = {}
        self._dead = self._most = 0.0
        self._looked = time.monotonic()

    def memory(self, enough: int, until: float = math.inf) -> int:
        """Return the bytes that all hold together, as far as it matters whether they are more than `enough`.

        Resident pages are cheap to read but count a shared page once for each process; the proportional share (Pss) is
        asked only when their sum is above `enough`, of the largest first. Processes that end meanwhile count nothing.
        Raises `TooSlow` when it is not done at the time `until`; never of few processes, which cannot be what is slow.
        """
        held = stored(self._inside, self._folders) + self._waiting()
        everybody, resident, descriptors = self._processes(), {}, 0
        until = until if len(everybody) > FEW_PROCESSES else math.inf
        for process in everybody:
            _on_time(until)
            resident[process], tables, opened = _status(process)
            held += tables
            descriptors += opened
        held += hidden(descriptors, len(everybody))
        if held + sum(resident.values()) <= enough:
            return held + sum(resident.values())
        for process in sorted(resident, key=resident.__getitem__, reverse=True):
            if held > enough:
                break
            _on_time(until)
            held += _proportional(process, otherwise=resident[process])
        return held

    def cpu(self) -> float:
        """Return the processor time, in seconds, that all have used so far; it never falls.

        Whom nobody waits for is lost to Linux, so the most that was seen of each process is kept, and of one that ran
        and was gone at the next look, the time between the two: so much, on average, had those that were never seen.
        Whom somebody waits for is found again in the waiting one's sum. The larger of both counts, so no time counts
        twice.
        """
        now, seen = time.monotonic(), dict(filter(None, map(_times, self._processes())))
        with self._lock:
            between = min(now - self._looked, 2 * SECONDS_BETWEEN_LOOKS) * TICKS
            gone = [self._seen[who] for who in self._seen.keys() - seen.keys()]
            unseen = sum(max(0, between - own) for own, _, runs in gone if runs)
            self._dead += sum(own for own, _, _ in gone) + min(unseen, between * PROCESSORS)
            self._seen, self._looked = seen, now
            living = sum(own for own, _, _ in seen.values())
            waited = sum(waited for _, waited, _ in seen.values())
            self._most = max(self._most, self._dead + living, waited + living)
            return self._most / TICKS

    def _waiting(self) -> int:
        """Return the bytes that sockets may hold which have no descriptor: a connection that nobody has accepted yet
        has none, nor has one that is on its way to another process.
        """
        if self._inside is None or not self._apart:
            return 0
        found = 0
        with contextlib.suppress(*GONE), open(f"/proc/{self._inside}/net/unix", "rb", buffering=0) as file:  # noqa: PTH123
            while found < MANY_SOCKETS and (part := file.read(1 << 14)):
                found += part.count(b"\n")
        return max(0, found - FEW_SOCKETS) * SOCKET_BYTES

    def _processes(self) -> list[str]:
        """Return the folders under /proc of everybody."""
        if self._inside is None or not self._apart:
            return [f"/proc/{pid}" for pid in family(*self._roots)]
        own = os.path.join("/proc", str(self._inside), "root", "proc")  # noqa: PTH118 - ten times a second
        try:
            return [f"{own}/{name}" for name in os.listdir(own) if name.isdigit()]  # noqa: PTH208 - ten times a second
        except GONE:
            return []
        except PermissionError:
            if _ended(self._inside):
                return []
            raise


def family(*pids: int) -> list[int]:
    """Return these and all their descendants."""
    found = list(pids)
    for parent in found:  # grows while it is walked
        found += _children(parent)
    return found


def stored(inside: int | None, folders: Sequence[str]) -> int:
    """Return the bytes kept in these tmpfs of the box that `inside` lives in; 0 if it has gone or is none.

    A file counts for its inode too: empty ones fill no space, and bwrap sets no bound on their number.
    """
    total = 0
    for folder in folders if inside is not None else ():
        with contextlib.suppress(OSError):
            disk = os.statvfs(f"/proc/{inside}/root{folder}")
            total += (disk.f_blocks - disk.f_bfree) * disk.f_frsize + (disk.f_files - disk.f_ffree) * INODE_BYTES
    return total


def hidden(descriptors: int, processes: int) -> int:
    """Return the bytes that the kernel may keep for so many descriptors and processes of a room, charged to nobody.

    Each descriptor beyond a few counts as a full socket, whatever it is: to look at all of them would take seconds.
    Each process beyond a few counts as one with as many maps as it may have.
    """
    return max(0, descriptors - FEW_DESCRIPTORS) * SOCKET_BYTES + max(0, processes - FEW_PROCESSES) * MAPS_BYTES


def _namespace(process: str) -> str:
    """Return the PID namespace of a process, or "" if it has gone."""
    try:
        return os.readlink(f"/proc/{process}/ns/pid")  # noqa: PTH115 - as above
    except OSError:
        return ""


def _on_time(until: float) -> None:
    if time.monotonic() > until:
        raise TooSlow


def _status(process: str) -> tuple[int, int, int]:
    """Return the bytes that a process has in memory and swap, those of its page tables, and how many descriptors it has
    had at most since it was forked; all 0 of one that has ended.
    """
    words = _read(f"{process}/status").split()
    numbers = dict.fromkeys((b"VmRSS:", b"VmSwap:", b"VmPTE:", b"FDSize:"), 0)
    for name, number in itertools.pairwise(words):
        if name in numbers and number.isdigit():
            numbers[name] = int(number)
    kept, swapped, tables, descriptors = numbers.values()
    return (kept + swapped) * 1024, tables * 1024, descriptors


def _proportional(process: str, otherwise: int) -> int:
    """Return the Pss of a process, in memory and swap, in bytes; `otherwise` if we may not look: that is stricter."""
    try:
        words = _read(f"{process}/smaps_rollup").split()
    except PermissionError:
        return otherwise
    return sum(int(number) for name, number in itertools.pairwise(words) if name in (b"Pss:", b"SwapPss:")) * 1024


def _times(process: str) -> tuple[Who, tuple[int, int, bool]] | None:
    """Return who a process is, the ticks of the processor that it used itself, those that they used whom it waited for,
    and whether it runs now; None if it has gone.
    """
    fields = _read(f"{process}/stat").rpartition(b")")[2].split()
    if not fields:
        return None
    own, system, waited, waited_system = map(int, fields[11:15])
    return (process, int(fields[19])), (own + system, waited + waited_system, fields[0] == b"R")


def _ended(pid: int) -> bool:
    """Whether a process only waits to be asked how it ended: it holds nothing, but to Linux it is root's."""
    return _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()[:1] in ([], [b"Z"], [b"X"])


def _read(name: str) -> bytes:
    """Return what a file of /proc says, with little ado, as it is done so often; nothing once it is gone."""
    try:
        file = os.open(name, os.O_RDONLY)
        try:
            return os.read(file, 1 << 14)
        finally:
            os.close(file)
    except GONE:
        return b""


def _children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        threads = os.listdir(f"/proc/{pid}/task")  # noqa: PTH208 - as above
    except GONE:
        return []
    for thread in threads:
        found += map(int, _read(f"/proc/{pid}/task/{thread}/children").split())
    return found
