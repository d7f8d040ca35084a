"""Who may write a course: one run at a time, and never before the gradebook is backed up. And locks as such."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assay.course.gradebook.backups import back_up
from assay.course.places import Course, CourseError


class Busy(CourseError):
    """Another run is at work on the course."""


@contextmanager
def writing(course: Course, *, backed_up: bool = True) -> Iterator[None]:
    """Holds the course's lock, with the gradebook backed up.

    Raises:
        Busy: another run holds the lock.
        CourseError: the gradebook is damaged or locked.
        OSError: the course folder cannot be written.
    """
    with held(course.cache / "lock", "Another run is at work on this course (process {holder}). "
                                     "Wait until it ends, then run this again."):
        if backed_up:
            back_up(course)
        yield


@contextmanager
def held(place: Path, busy: str) -> Iterator[None]:
    """Holds a lock; the kernel gives it back when its holder ends, however it ends, so none can be left behind.

    Args:
        place: the lock's file.
        busy: what is said where somebody else holds it; ``{holder}`` is the number of that process.

    Raises:
        Busy: somebody else does.
        OSError: its folder cannot be written.
    """
    place.parent.mkdir(exist_ok=True)
    descriptor = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
            raise Busy(busy.format(holder=holder or "unknown")) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def is_held(place: Path) -> bool:
    """Whether anybody holds a lock."""
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
