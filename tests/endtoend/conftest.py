"""One class, graded once for all end-to-end tests: real rooms, real kernels, real nbgrader."""

from __future__ import annotations

import os
import socket
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy.exc import SAWarning

from assay.course.demo import make_course
from assay.course.gradebook.feedback import give_feedback
from assay.course.grading.grading import Graded, autograde
from assay.course.places import Course
from tests.endtoend.classroom import CANARY, Classroom
from tests.here import REPOSITORY


@dataclass(frozen=True)
class GradedClass:
    """The class after grading: what was handed in, what the run said, whether anybody got out to our server."""

    course: Course
    room: Classroom
    graded: Graded
    visitors: list[str]


@pytest.fixture(scope="session")
def listener() -> Iterator[socket.socket]:
    """A server on this machine's loopback, outside every room."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        yield server


@pytest.fixture(scope="session")
def graded_class(tmp_path_factory: pytest.TempPathFactory, listener: socket.socket) -> GradedClass:
    """Grades the class once; the judge's environment and home hold a canary that no room may see."""
    folder: Path = tmp_path_factory.mktemp("class") / "course"
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore", SAWarning)
        patch.setenv("SECRET_OF_THE_JUDGE", CANARY)
        course = make_course(Course(REPOSITORY), "convolution", folder)
        (folder / "secret.txt").write_text(CANARY, "utf-8")
        room = Classroom(course)
        room.fill(listener.getsockname()[1])
        graded = autograde(course, "convolution", workers=min(2, os.cpu_count() or 1))
        while graded.left:  # as the run says: the next one judges those who take far longer
            graded = replace(graded, left=autograde(course, "convolution").left)
        give_feedback(course, "convolution")
    return GradedClass(course, room, graded, visitors(listener))


def visitors(server: socket.socket) -> list[str]:
    """Who connected to the server; nobody, if the rooms are closed."""
    found = []
    while True:
        try:
            found.append(str(server.accept()[1]))
        except TimeoutError:
            return found
