"""The class is graded once, and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assay.course.places import Course
from tests.course.manual.room import waiting


@pytest.fixture(scope="session")
def five_waiting(course_template: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Only to be looked at: take ``five`` to change something."""
    folder = tmp_path_factory.mktemp("waiting") / "course"
    shutil.copytree(course_template.root, folder, symlinks=True)
    return waiting(Course(folder))


@pytest.fixture
def five(five_waiting: Course, tmp_path: Path) -> Course:
    """Five students who wait for a person."""
    shutil.copytree(five_waiting.root, tmp_path / "course", symlinks=True)
    return Course(tmp_path / "course")
