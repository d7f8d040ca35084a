"""A room: one program of ours, shut in with a student's code, and watched from outside until it ends."""

from __future__ import annotations

import logging
import math
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from assay.room import plans, watchdog
from assay.room.diagnosis import SandboxUnavailable
from assay.room.launch import Started, start
from assay.room.limits import Isolation, Limits
from assay.room.walls import bubblewrap, cgroup
from assay.room.walls.bubblewrap import TMPFS
from assay.room.warm import CannotEnter, Warm

__all__ = ["Ending", "Isolation", "Limits", "Room", "SandboxUnavailable", "open_room"]

_log = logging.getLogger(__name__)

Ending = Literal["memory", "cpu", "exited", "killed", "unseen"]
LOOKS = 2  # that may take too long, one after the other: a busy machine may be slow once


class Room:
    """A running room. Use it as a context manager: leaving it ends every process inside.

    `sock` is the judge's end of a stream socket, whose other end the program inherits; leaving the room closes it, and
    `kill` alone does not. Safe to use from several threads.
    """

    def __init__(self, started: Started, sock: socket.socket, limits: Limits) -> None:
        self.sock = sock
        self._started = started
        self._limits = limits
        self._everybody = watchdog.Household(started.inside, started.roots(), TMPFS)
        self._cgroup = None if (inside := started.inside) is None else cgroup.around(
            lambda: watchdog.family(inside, *started.roots()[1:]), limits.memory_bytes)
        self._ending: Ending | None = None
        self._deciding, self._dying = threading.Lock(), threading.Lock()
        self._over = threading.Event()
        self._allowed: tuple[float, float | None] = (math.inf, None)  # from when on: None until the watchdog looks
        self.spent = 0.0  # the processor time that the watchdog saw last
        threading.Thread(target=self._watch, name="room watchdog", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()
        self.sock.close()

    def alive(self) -> bool:
        """Say whether the program still runs."""
        return self._started.running()

    def ending(self) -> Ending | None:
        """Return how the room ended, or None while it is alive.

        "memory": it held more than `memory_bytes`, seen from outside. "cpu": it used more time than was allowed.
        "killed": ended by `kill()`, or by a signal from outside the room. "exited": its program ended, by itself, by a
        crash, or by a signal from inside. "unseen": it could not be looked at within a second, twice in a row; as after
        an exit, nobody can tell whose fault that was.
        """
        with self._deciding:
            return self._decide(None)

    def kill(self) -> None:
        """End every process in the room and wait until all are gone; harmless when they are."""
        self._end("killed")

    def memory(self) -> int:
        """Return the bytes that the room holds now, as far as it matters whether they are more than `memory_bytes`.

        Source: /proc, seen from outside; processes, their page tables, what lies in /tmp and /dev/shm, and descriptors.
        """
        return self._everybody.memory(enough=self._limits.memory_bytes)

    def cpu(self) -> float:
        """Return the processor time, in seconds, that the room has used; it never falls."""
        return self._everybody.cpu()

    def allow_cpu(self, seconds: float) -> None:
        """End the room, as "cpu", once it has used so much more processor time, seen ten times a second."""
        self._allowed = (seconds, None)

    def stderr_tail(self) -> str:
        """Return the last 2 KB that the room wrote to stderr: a student's words, never to be trusted or shown raw."""
        return self._started.words()

    def _end(self, ending: Ending) -> None:
        with self._deciding:
            self._decide(ending)
        with self._dying:
            if not self._over.is_set():
                self._started.end()
                self._over.set()
                if self._cgroup is not None:
                    self._cgroup.remove()

    def _decide(self, ending: Ending | None) -> Ending | None:
        """Settle the ending if it can be told from the process, or else is given; under the lock, and once."""
        if self._ending is None:
            code = self._started.process.poll()
            if code is not None:
                self._ending = "killed" if code < 0 else "exited"
            else:
                self._ending = ending if self._started.running() else "exited"
            if self._ending == "exited" and self._cgroup is not None and self._cgroup.ran_out():
                self._ending = "memory"
        return self._ending

    def _overspent(self) -> bool:
        allowed = self._allowed
        seconds, start = allowed
        if math.isinf(seconds):
            return False
        now = self.spent = self.cpu()
        if start is None and self._allowed is allowed:  # else the next call has begun meanwhile
            self._allowed = (seconds, now)
        return start is not None and now > start + seconds

    def _watch(self) -> None:
        slow, bound = 0, self._limits.memory_bytes
        try:
            while not self._over.wait(watchdog.SECONDS_BETWEEN_LOOKS) and self.alive():
                try:
                    held = self._everybody.memory(bound, time.monotonic() + watchdog.SECONDS_FOR_A_LOOK)
                    slow = 0
                except watchdog.TooSlow:
                    slow, held = slow + 1, 0
                if held > bound:
                    self._end("memory")
                elif slow == LOOKS:
                    self._end("unseen")
                elif self._overspent():
                    self._end("cpu")
            self._end("exited")  # a box ends with its program, but not with one that was forked into it
        except Exception:  # whatever it was, a room that nobody watches must not go on; the session calls it our fault
            _log.exception("A room was ended because it could not be watched")
            self._end("killed")


def open_room(
    program: Path,
    *,
    arguments: Sequence[str] = (),
    limits: Limits = Limits(),  # noqa: B008 - frozen
    isolation: Isolation = Isolation.BUBBLEWRAP,
    warm: Warm | None = None,
    compiled: Path | None = None,
    beside: Sequence[Path] = (),
    files: Sequence[Path] = (),
    private: Path | None = None,
) -> Room:
    """Run a copy of `program`, one file, in a new room: `python PROGRAM FD ARGUMENTS…`.

    FD is the number of its end of the socket. Nothing else of the course is there; the working folder is /tmp, with
    nothing but copies of `files`, which cannot be written to. Returns when the walls stand and the program is about to
    begin. Raises `SandboxUnavailable` when they do not, and OSError when `program` or one of `files` cannot be read.
    Call `self_test` once before the first room that a student enters.

    With a warm process the program is forked from it into the room; where that does not work, it is started as ever.
    `compiled` is a folder that the room may read: see `assay.judge.compile_cache`. Copies of the files `beside` lie in
    the program's folder. Of the folder `private`, a course, nothing is there but a Python environment that lies in it.
    """
    job = plans.Job(program, arguments, limits, compiled=compiled, beside=beside, files=files, private=private)
    if isolation is Isolation.BUBBLEWRAP and warm is not None:
        try:
            entering = replace(job, user=bubblewrap.room_uid(), comes_later=True)
            return Room(*start(plans.boxed, entering, warm), limits)
        except CannotEnter as error:
            _log.warning("A room was started cold: the warm process could not enter it (%s).", error)
    plan = plans.boxed if isolation is Isolation.BUBBLEWRAP else plans.bare
    return Room(*start(plan, job), limits)
