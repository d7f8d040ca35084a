"""The gradebook for who only reads it: without nbgrader, whose import takes longer than most of what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, create_engine

from assay.course.gradebook.database import ailment
from assay.course.gradebook.postgresql.address import server_of
from assay.course.places import Course, CourseError


@dataclass(frozen=True)
class Session:
    """A connection, asked as nbgrader's session is."""

    held: Connection

    def execute(self, query: Any, values: Any = None) -> Any:
        """The rows."""
        return self.held.execute(query, values)

    def connection(self) -> Connection:
        """The connection itself."""
        return self.held


@dataclass(frozen=True)
class Reading:
    """A gradebook that is read: what of nbgrader's ``Gradebook`` our own queries need."""

    db: Session


@contextmanager
def reading(course: Course) -> Iterator[Reading]:
    """The gradebook, to be read.

    Raises:
        CourseError: there is none.
    """
    engine = create_engine(address(course))
    try:
        with engine.connect() as held:
            yield Reading(Session(held))
    finally:
        engine.dispose()


def address(course: Course) -> str:
    """Where the gradebook is, as SQLAlchemy and nbgrader name it.

    Raises:
        CourseError: there is none, or its server does not answer.
    """
    if server := server_of(course):
        if not server.holds():
            raise CourseError(f"{server.name} holds no gradebook. Run `make release`, then `make autograde`.")
        return server.address
    if not course.gradebook.exists():
        raise CourseError("gradebook.db is missing. Run `make release`, then `make autograde`.")
    if course.gradebook.stat().st_size == 0:  # nbgrader would take it for a new one
        raise CourseError(ailment(course))
    return f"sqlite:///{course.gradebook}?timeout=30"
