"""What the gradebook says that its grades were made from counts as long as the grades are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.course.gradebook.database import signed
from assay.course.gradebook.rows import opened, records, rows
from assay.course.grading import grading
from assay.course.places import Course
from assay.room.limits import Isolation
from tests.course.desk import A
from tests.docs.shell import graded_class, without_rooms


def test_whose_grades_nbgrader_took_out_is_graded_anew(
        course_template: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = Course(graded_class(course_template, tmp_path / "mine").root, Isolation.NONE)
    without_rooms(monkeypatch)
    with opened(course) as gradebook:
        gradebook.remove_submission(A, "ben")
    assert signed(course, A).keys() == {"ada", "cleo"}
    assert grading.autograde(course, A).fresh == ["ben"]
    with opened(course) as gradebook:
        assert records(gradebook, A).keys() == {"ada", "ben", "cleo"}
    assert grading.autograde(course, A).fresh == []


def test_who_is_graded_and_no_longer_there_is_known(course_template: Course, tmp_path: Path) -> None:
    course = Course(graded_class(course_template, tmp_path / "mine").root, Isolation.NONE)
    course.submitted("ben", A).rename(course.root / "elsewhere")
    assert {row.student: row.gone for row in rows(course, A)} == {"ada": False, "ben": True, "cleo": False}
