"""Faults of the machine, each in one sentence: what is wrong, where, and what to do."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from assay.course.gradebook.database import ailment, exists, name_of
from assay.course.places import Course, CourseError

FULL = (errno.ENOSPC, errno.EDQUOT)
REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def sentence(error: OSError | MemoryError | sqlite3.Error | SQLAlchemyError, course: Course) -> str:
    """What an instructor reads when this machine failed."""
    if isinstance(error, MemoryError):
        return "The memory is full. Use fewer WORKERS, or close other programs; then run this again. Nothing is lost."
    if isinstance(error, OSError):
        place = _place(error.filename, course)
        reason = error.strerror or type(error).__name__
        if error.errno in FULL:
            return (f"The disk is full: {place} cannot be written. Free some space, then run this again. "
                    "Nothing is lost.")
        if error.errno in REFUSED:
            return (f"{place} cannot be used ({reason}). Give yourself the right to read and write it and its folder, "
                    "then run this again.")
        return f"{place} cannot be used ({reason}). Mend that, then run this again. Nothing is lost."
    try:
        gradebook = ailment(course) if exists(course) else ""
        return gradebook or f"{name_of(course)} could not be used ({str(error).splitlines()[0]}). Run this again."
    except CourseError as reason:  # of a server that does not answer
        return str(reason)


def _place(name: object, course: Course) -> str:
    """A file's name within the course, where it has one."""
    if not isinstance(name, (str, bytes)):
        return "A file"
    path = Path(os.fsdecode(name))
    return str(path.relative_to(course.root) if path.is_relative_to(course.root) else path)
