"""nbgrader, called as this package calls it: with the course's configuration, its commands on the path, and quietly."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from nbgrader.apps.api import NbGraderAPI
from sqlalchemy.exc import SAWarning

from assay.course.config import course_config, scripts_on_path
from assay.course.gradebook.quicker import quicker
from assay.course.places import Course


@contextmanager
def nbgrader_at_work() -> Iterator[None]:
    """Lets nbgrader find its commands, and keeps its database layer's warnings about itself from the reader."""
    with scripts_on_path(), quicker(), warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        yield


def api(course: Course) -> NbGraderAPI:
    """nbgrader's Python interface, with the course's configuration and our classes in the place of its own."""
    from assay.course.gradebook.converter import install

    install()
    config = course_config(course.root)
    config.Judge.isolation = course.isolation.name.lower()
    return NbGraderAPI(config=config)


def last_line(said: dict[str, str | None]) -> str:
    """The last line of what nbgrader said when it failed."""
    lines = [line for line in f"{said.get('log') or ''}\n{said.get('error') or ''}".splitlines() if line.strip()]
    errors = [line for line in lines if "Error" in line and "Traceback" not in line]
    return (errors or lines or ["nbgrader gave no reason"])[-1].strip()


def convert(course: Course, assignment: str, student: str) -> str:
    """Lets nbgrader's own converter record one student; returns why it could not, or nothing."""
    with nbgrader_at_work():
        said = api(course).autograde(assignment, student, force=True)
    return "" if said["success"] else last_line(said)
