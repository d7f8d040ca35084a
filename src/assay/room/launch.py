"""Starts the process of a room, in a box or without one, and ends it."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from assay.room.diagnosis import start_failed
from assay.room.plans import Ends, Job, Plan
from assay.room.warm import Warm

SECONDS_TO_START = 30.0
SECONDS_TO_DIE = 10.0
TAIL_BYTES = 2048

Planner = Callable[[Job, Ends, contextlib.ExitStack], Plan]


class Tail:
    """Reads a pipe to its end so that its writer never waits, and keeps only the last 2 KB."""

    def __init__(self, source: IO[bytes]) -> None:
        self._kept = b""
        self._thread = threading.Thread(target=self._drain, args=(source,), name="room stderr", daemon=True)
        self._thread.start()

    def text(self, seconds: float = 0.0) -> str:
        """Return what was kept, undecodable bytes replaced, after waiting at most `seconds` for the end."""
        self._thread.join(seconds)
        return self._kept.decode(errors="replace")

    def _drain(self, source: IO[bytes]) -> None:
        with source:
            while chunk := os.read(source.fileno(), 65536):
                self._kept = (self._kept + chunk)[-TAIL_BYTES:]


@dataclass
class Started:
    """A process that has been started, and what must be put away after it."""

    process: subprocess.Popen[bytes]
    stderr: Tail
    scratch: tempfile.TemporaryDirectory[str] | None
    inside: int | None = None  # the first process in a box, whose end is the end of everybody there
    first: int | None = None  # its pidfd
    program: int | None = None  # the pidfd of a program that the warm process forked into the room
    forked: int | None = None  # its pid out here
    said: Tail | None = None  # its stderr

    def running(self) -> bool:
        """Say whether the room's program still runs."""
        program = self.program
        return self.process.poll() is None and (program is None or not readable(program, 0.0))

    def roots(self) -> list[int]:
        """Return whom everybody in the room descends from: a program forked into it has no parent there."""
        return [self.process.pid, *([] if self.forked is None else [self.forked])]

    def words(self, seconds: float = 0.0) -> str:
        """Return what the program wrote last, after waiting at most `seconds` for its end."""
        return (self.said or self.stderr).text(seconds)

    def end(self) -> None:
        """End everybody, wait for it, and put away what is left. Once."""
        if self.scratch is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()  # bwrap: the first process inside dies with it, and everybody with the first
        self.process.wait()
        if self.first is not None:
            with contextlib.suppress(ProcessLookupError):  # as a rule; not where it has no PID namespace to die with
                signal.pidfd_send_signal(self.first, signal.SIGKILL)
            readable(self.first, SECONDS_TO_DIE)
            os.close(self.first)
        program, self.program = self.program, None
        if program is not None:
            os.close(program)
        self.words(1.0)  # what the dead wrote last
        if self.scratch is not None:
            self.scratch.cleanup()


def start(make_plan: Planner, job: Job, warm: Warm | None = None) -> tuple[Started, socket.socket]:
    """Start a room and return when its program is about to begin, with our end of its socket.

    Raises `SandboxUnavailable` when that never happens, and `CannotEnter` when the room stands but the warm process did
    not get in.
    """
    with contextlib.ExitStack() as ours, contextlib.ExitStack() as undo:
        with contextlib.ExitStack() as theirs:
            sock, inside = socket.socketpair()
            undo.callback(sock.close)
            theirs.callback(inside.close)
            with contextlib.ExitStack() as inherited:
                (standing, ready), (said, info) = _pipe(ours, inherited), _pipe(ours, inherited)
                plan = make_plan(job, Ends(inside.fileno(), ready, info), inherited)
                started = _STARTER.submit(_launch, plan).result()
                undo.callback(started.end)
            if not readable(standing, SECONDS_TO_START) or not os.read(standing, 1):
                started.process.kill()
                raise start_failed(started.stderr.text(1.0))
            if told := re.search(rb'"child-pid": *(\d+)', os.read(said, 4096)):
                started.inside = int(told[1])
                started.first = os.pidfd_open(started.inside)
            if warm is not None and started.first is not None:
                reading, stderr = os.pipe()
                started.said = Tail(os.fdopen(reading, "rb", 0))
                theirs.callback(os.close, stderr)
                started.program = warm.enter(job, started.first, inside.fileno(), stderr)
                started.forked = _pid_of(started.program)
        undo.pop_all()
        return started, sock


def readable(descriptor: int, seconds: float) -> bool:
    """Say whether `descriptor` can be read, or the process behind it has ended, within `seconds`."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def _pid_of(pidfd: int) -> int | None:
    """Return the process behind a pidfd, or None if it is gone."""
    told = re.search(r"^Pid:\s*(\d+)$", Path(f"/proc/self/fdinfo/{pidfd}").read_text("ascii"), re.MULTILINE)
    return int(told[1]) if told else None


def _launch(plan: Plan) -> Started:
    process = subprocess.Popen(
        plan.command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=plan.environment,
        cwd=plan.folder,
        pass_fds=plan.passed,
        start_new_session=True,
    )
    assert process.stderr is not None
    return Started(process, Tail(process.stderr), plan.scratch)


def _pipe(ours: contextlib.ExitStack, theirs: contextlib.ExitStack) -> tuple[int, int]:
    """Return a new pipe, to read and to write, each end closed by its own stack."""
    reading, writing = os.pipe()
    ours.callback(os.close, reading)
    theirs.callback(os.close, writing)
    return reading, writing


def _new_starter() -> None:
    """Make the thread that starts every room of this process, and lives as long as it.

    bwrap's --die-with-parent means the thread that started it, not the process: rooms started from a worker's
    short-lived thread would die with that thread. A fork of the judge has no threads, so it makes its own.
    """
    global _STARTER
    _STARTER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rooms")


_STARTER: ThreadPoolExecutor
_new_starter()
os.register_at_fork(after_in_child=_new_starter)
