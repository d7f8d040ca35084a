"""Who may write a course: one run at a time, and never before the gradebook is backed up."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from assay.course.gradebook.backups import back_up
from assay.course.places import Course, CourseError


class Busy(CourseError):
    """Another run is at work on the course."""


@contextmanager
def writing(course: Course, *, backed_up: bool = True) -> Iterator[None]:
    """Holds the course's lock, with the gradebook backed up.

    The kernel gives the lock back when its holder ends, however it ends, so none can be left behind.

    Raises:
        Busy: another run holds the lock.
        CourseError: the gradebook is damaged or locked.
        OSError: the course folder cannot be written.
    """
    place = course.root / ".cache" / "lock"
    place.parent.mkdir(exist_ok=True)
    descriptor = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
            raise Busy(f"Another run is at work on this course (process {holder or 'unknown'}). "
                       "Wait until it ends, then run this again.") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        if backed_up:
            back_up(course)
        yield
    finally:
        os.close(descriptor)
