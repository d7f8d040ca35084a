"""Courses to work on: built once, copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.course.demo import make_course
from autograder.course.places import Course


@pytest.fixture(scope="session")
def course_template(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course that nobody has submitted to. Only to be looked at: take ``course`` to change something."""
    return make_course("convolution", tmp_path_factory.mktemp("template") / "course")


@pytest.fixture
def course(course_template: Course, tmp_path: Path) -> Course:
    """A copy of the course for one test."""
    folder = tmp_path / "course"
    shutil.copytree(course_template.root, folder)
    return Course(folder)
