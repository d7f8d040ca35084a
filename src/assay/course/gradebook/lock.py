"""Who may write a course: one run at a time, and never before the gradebook is backed up. And locks as such."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from assay.course.gradebook.backups import back_up
from assay.course.gradebook.postgresql.address import server_of
from assay.course.places import Course, CourseError

#: How often a lock is asked for, and the seconds in between: who asks whether it is held has it for a moment.
TRIES, MOMENT = 3, 0.02


class Busy(CourseError):
    """Another run is at work on the course."""


@contextmanager
def writing(course: Course, *, backed_up: bool = True) -> Iterator[Callable[[], object]]:
    """Holds the course's lock, and that of a gradebook on a server, which other machines reach; backs up.

    Yields what raises a CourseError where the server no longer holds it: to be called before anything is written late.

    Raises:
        Busy: another run holds the lock.
        CourseError: the gradebook is damaged or locked, or its server cannot be asked.
        OSError: the course folder cannot be written.
    """
    said = "Another run is at work on this {what} ({holder}). Wait until it ends, then run this again."
    with ExitStack() as locks:
        locks.enter_context(held(course.cache / "lock", said.format(what="course", holder="process {holder}")))
        still_held: Callable[[], object] = bool  # a file's lock is held until it is closed
        if server := server_of(course):
            from assay.course.gradebook.postgresql.lock import locked

            lock = locks.enter_context(locked(server))
            if lock.holder:
                raise Busy(said.format(what="gradebook", holder=lock.holder))
            still_held = lock.still_held
        if backed_up:
            back_up(course)
        yield still_held


@contextmanager
def held(place: Path, said: str) -> Iterator[None]:
    """Holds a lock, in whose file the holder's number stands.

    The kernel gives the lock back when its holder ends, however it ends, so none can be left behind.

    Args:
        place: its file.
        said: the sentence where another process holds it, with ``{holder}`` for which.

    Raises:
        Busy: another process holds it.
        OSError: the file cannot be written.
    """
    place.parent.mkdir(exist_ok=True)
    descriptor = os.open(place, os.O_RDWR | os.O_CREAT, 0o660)
    try:
        if not _locked(descriptor):
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
            raise Busy(said.format(holder=holder or "unknown"))
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Locks a file; whether that could be done."""
    for left in reversed(range(TRIES)):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(MOMENT if left else 0.0)
        else:
            return True
    return False


def is_held(place: Path) -> bool:
    """Whether a process holds the lock of this file; asking keeps nobody from taking it."""
    try:
        descriptor = os.open(place, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
