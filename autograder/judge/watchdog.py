"""Counts the memory of every process in a room, from outside."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
SECONDS_BETWEEN_LOOKS = 0.1
GONE = (FileNotFoundError, ProcessLookupError)  # any other error must not pass for an empty room
FEW_DESCRIPTORS = 1024
SOCKET_BYTES = 208 * 1024  # net.core.wmem_default; the system call filter refuses SO_SNDBUF, which would raise it
HIDDEN_SOCKETS = 512  # as many as a process of a room may hold open
INODE_BYTES = 1024  # about what the kernel keeps for a file in a tmpfs: its inode and its name


def family(*pids: int) -> list[int]:
    """Return these and all their descendants. In a room that is everybody: orphans fall to its first process."""
    found = list(pids)
    for parent in found:  # grows while it is walked
        found += _children(parent)
    return found


def memory(pids: list[int], enough: int) -> int:
    """Return the bytes that `pids` hold together, or any smaller number that is still at most `enough`.

    Resident pages are cheap to read but count a shared page once for each process; the proportional share (Pss) is
    asked only when their sum is above `enough`. Processes that end meanwhile count nothing.
    """
    resident = {pid: _resident(pid) for pid in pids}
    if sum(resident.values()) <= enough:
        return sum(resident.values())
    return sum(_proportional(pid, otherwise=resident[pid]) for pid in pids)


def cpu(pids: list[int]) -> float:
    """Return the processor time of `pids` in seconds, with that of their children who were waited for."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
        except GONE:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / TICKS


def stored(pid: int, folders: tuple[str, ...]) -> int:
    """Return the bytes kept in these tmpfs of the room that `pid` lives in; 0 if it has gone.

    A file counts for its inode too: empty ones fill no space, and bwrap sets no bound on their number.
    """
    total = 0
    for folder in folders:
        with contextlib.suppress(OSError):
            disk = os.statvfs(f"/proc/{pid}/root{folder}")
            total += (disk.f_blocks - disk.f_bfree) * disk.f_frsize + (disk.f_files - disk.f_ffree) * INODE_BYTES
    return total


def queued(pids: list[int]) -> int:
    """Return the bytes that the sockets of `pids` may hold in the kernel, where no process is charged for them.

    A socket counts as full. Below a number of descriptors that no kernel and no homework reaches, none is counted. Of a
    process that an ordinary user may not look at (one that changes its rights, as each does on its way into a room, or
    that hides itself), as many sockets are counted as it may hold.
    """
    links, hidden = [], 0
    for pid in pids:
        try:
            links += _entries(Path(f"/proc/{pid}/fd"))
        except PermissionError:
            hidden += HIDDEN_SOCKETS
    if len(links) <= FEW_DESCRIPTORS:
        return hidden * SOCKET_BYTES
    sockets = set()
    for link in links:
        with contextlib.suppress(*GONE):
            sockets.add(_target(link))
    return (hidden + sum(name.startswith("socket:") for name in sockets)) * SOCKET_BYTES


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except PermissionError:
        return f"socket:{link}"


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except GONE:
        return []


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for thread in _entries(Path(f"/proc/{pid}/task")):
        try:
            found += map(int, (thread / "children").read_text().split())
        except GONE:
            continue
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
    except GONE:
        return 0


def _proportional(pid: int, otherwise: int) -> int:
    """Return the Pss of `pid` in bytes; `otherwise` if we may not look, which only makes the count stricter."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except PermissionError:
        return otherwise
    except GONE:
        return 0
    shares = [line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")]
    return int(shares[0]) * 1024 if shares else 0
