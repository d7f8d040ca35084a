"""A class with a gradebook that is written by hand, built once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assay.course.places import Course
from tests.course.lms.classroom import classroom, comment, score


@pytest.fixture(scope="session")
def empty_class(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Nobody has handed in. Only to be copied."""
    return classroom(tmp_path_factory.mktemp("class") / "course")


@pytest.fixture(scope="session")
def graded_class(empty_class: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Ada has everything graded, Ben's essay waits, Cleo is late, Dan has handed in nothing. Only to be copied."""
    course = copied(empty_class, tmp_path_factory.mktemp("graded") / "course")
    score(course, "ada", {"why": 3.0, "test_corr": 12.0, "test_pool": 5.5})
    score(course, "ben", {"why": None, "test_corr": 6.0, "test_pool": 6.0})
    score(course, "cleo", {"why": 4.0, "test_corr": 0.0, "test_pool": 6.0}, "2026-09-14 12:30:00")
    comment(course, "ada", "why", "=Say more,\non <sharing>.")
    return course


def copied(course: Course, to: Path) -> Course:
    shutil.copytree(course.root, to)
    return Course(to)


@pytest.fixture
def unmarked(empty_class: Course, tmp_path: Path) -> Course:
    """A class of which nobody has handed in."""
    return copied(empty_class, tmp_path / "unmarked")


@pytest.fixture
def marked(graded_class: Course, tmp_path: Path) -> Course:
    """A class of which three are graded."""
    return copied(graded_class, tmp_path / "marked")
