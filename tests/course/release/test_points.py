"""Points of the hidden properties against those of the notebook."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.course.places import Course, CourseError
from assay.course.release.points import check_points
from tests.broken import cell_of
from tests.course.desk import A


def changed(course: Course, **grading: Any) -> None:
    release = json.loads(course.release(A).read_text("utf-8"))
    cell_of(release, "test_corr2d")["metadata"]["nbgrader"].update(grading)
    course.release(A).write_text(json.dumps(release), "utf-8")


def test_the_points_of_the_assignment_add_up(course_template: Course) -> None:
    check_points(course_template, A)


def test_points_that_do_not_add_up_are_refused(course: Course) -> None:
    changed(course, points=13.5)
    with pytest.raises(CourseError) as caught:
        check_points(course, A)
    assert str(caught.value) == (
        "The properties of corr2d are worth 12 points, its cell test_corr2d says 13.5. "
        "Change autograder/convolution/test_corr2d.py or the source.")


def test_a_question_without_hidden_tests_is_refused(course: Course) -> None:
    changed(course, grade_id="test_pooling")
    with pytest.raises(CourseError, match=r"^The properties of pooling are worth 0 points, its cell test_pooling"):
        check_points(course, A)
