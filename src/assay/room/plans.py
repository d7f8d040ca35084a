"""What to start for a room: in a bubblewrap box, or without one."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from assay.room.diagnosis import NOT_THIS_MACHINE, SandboxUnavailable, refuse_other_systems
from assay.room.environment import clean_environment
from assay.room.inside import FOLDER
from assay.room.limits import Limits
from assay.room.walls import bubblewrap, seccomp

ENTRY = FOLDER / "entry.py"
QUICKLY = ("-I", "-S", "-B")  # the entry needs no site-packages
#: -I without its -E: the environment is ours alone, and PYTHONHASHSEED must count.
SAFELY = ("-s", "-P", "-B")


@dataclass(frozen=True)
class Job:
    """What is to run in a room, and how much it may use."""

    program: Path
    arguments: Sequence[str]
    limits: Limits
    user: str = ""  # whom the entry becomes: see `bubblewrap.room_uid`
    comes_later: bool = False  # the program is forked into the room when it stands
    compiled: Path | None = None  # a folder of compiled code that the room may read: see `compiled`
    beside: Sequence[Path] = ()  # files that lie beside the program
    files: Sequence[Path] = ()  # laid into the folder where it runs, not to be written to
    private: Path | None = None  # a folder of which the room sees the Python environment at most


@dataclass(frozen=True)
class Ends:
    """What every room inherits: its end of the socket, a pipe to say that it stands, and one for bwrap's --info-fd."""

    sock: int
    ready: int
    info: int


@dataclass(frozen=True)
class Plan:
    """A process to start, the descriptors it inherits, and a folder to remove after it."""

    command: list[str]
    environment: dict[str, str]
    folder: str
    passed: tuple[int, ...]
    scratch: tempfile.TemporaryDirectory[str] | None = None


def boxed(job: Job, ends: Ends, stack: ExitStack) -> Plan:
    """Plan a bubblewrap box; `stack` closes what was opened for it. Raises `SandboxUnavailable`."""
    refuse_other_systems()
    bwrap = bubblewrap.find_bwrap()
    if platform.machine() not in seccomp.MACHINES:
        raise SandboxUnavailable(NOT_THIS_MACHINE.format(machine=platform.machine()))
    files = {path.name: in_memory(path.read_bytes(), stack) for path in (ENTRY, job.program, *job.beside)}
    given = {path.name: in_memory(path.read_bytes(), stack) for path in job.files}
    guard = in_memory(seccomp.program(), stack)
    inner = _inner(job, bubblewrap.ROOM, ends, rlimits(job.limits), job.user or bubblewrap.room_uid())
    command = bubblewrap.command(bwrap.path, job.limits, inner, files, job.compiled, given=given, private=job.private,
                                 seccomp=guard, info=ends.info)
    passed = (ends.sock, ends.ready, ends.info, *files.values(), *given.values(), guard)
    return Plan(command, clean_environment("/tmp"), "/", passed)


def bare(job: Job, ends: Ends, _: ExitStack) -> Plan:
    """Plan a plain process with limits, in a folder of its own, and nothing else around it."""
    contents = {path.name: path.read_bytes() for path in (ENTRY, job.program, *job.beside)}
    scratch = tempfile.TemporaryDirectory(prefix="room-", ignore_cleanup_errors=True)
    for name, content in contents.items():
        Path(scratch.name, name).write_bytes(content)
    for path in job.files:
        Path(scratch.name, path.name).write_bytes(path.read_bytes())
        Path(scratch.name, path.name).chmod(0o444)
    bounds = rlimits(job.limits)
    del bounds["RLIMIT_NPROC"]  # would count all that this user runs anywhere, and a browser soon uses that up
    if sys.platform != "linux":
        del bounds["RLIMIT_AS"], bounds["RLIMIT_RTPRIO"], bounds["RLIMIT_SIGPENDING"]  # macOS refuses or lacks them
    inner = _inner(job, Path(scratch.name), ends, bounds, "-")
    environment = clean_environment(scratch.name)
    del environment["JAX_COMPILATION_CACHE_DIR"]  # there is none
    return Plan(inner, environment, scratch.name, (ends.sock, ends.ready), scratch=scratch)


def rlimits(limits: Limits) -> dict[str, int]:
    """Return what the kernel itself enforces on each process, under the names of the resource module."""
    return {
        "RLIMIT_AS": limits.address_space_bytes,
        "RLIMIT_CORE": 1,  # no file is so small, and unlike 0 it holds where cores are piped: linux/fs/coredump.c
        "RLIMIT_FSIZE": limits.file_bytes,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_NPROC": limits.processes,
        "RLIMIT_RTPRIO": 0,  # some machines let their users' threads run before everybody else's
        "RLIMIT_SIGPENDING": 1024,  # also timers: the kernel keeps a little memory for each
    }


def _inner(job: Job, folder: Path, ends: Ends, bounds: Mapping[str, int], uid: str) -> list[str]:
    """Return the command inside: the entry, which becomes the program."""
    program = [sys.executable, *SAFELY, str(folder / job.program.name), str(ends.sock), *job.arguments]
    entry = [sys.executable, *QUICKLY, str(folder / ENTRY.name)]
    start = [*entry, str(ends.ready), str(ends.sock), json.dumps(bounds), uid]
    return start if job.comes_later else [*start, *program]


def in_memory(content: bytes, stack: ExitStack) -> int:
    """Return a descriptor from which `content` can be read, whatever its size."""
    descriptor = os.memfd_create("room")
    stack.callback(os.close, descriptor)
    with open(descriptor, "wb", closefd=False) as file:
        file.write(content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
