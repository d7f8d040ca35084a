"""Rows for the class report, out of nbgrader's gradebook."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assay.course.gradebook.rows import opened, rows, worth
from assay.course.places import Course, CourseError
from tests.course.desk import LOST, OPEN, POINTS, A, autograde, filled, hand_in, settle

WORTH = {"why_convolution": 4.0, **POINTS}


@pytest.fixture(scope="module")
def graded(course_template: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A small class, graded once: right, partly judged, refused, empty."""
    course = Course(tmp_path_factory.mktemp("graded") / "course")
    shutil.copytree(course_template.root, course.root, symlinks=True)
    hand_in(course, "zoe", filled(course, corr2d="corr2d = 1", why_convolution="Locality."))
    hand_in(course, "ada", filled(course, why_convolution="Weights are shared."), time="2026-09-14 13:00:00 UTC")
    hand_in(course, "bob", b"{")
    hand_in(course, "cleo", filled(course, corr2d="corr2d = 2"))
    settle(course, "ada")
    settle(course, "zoe", {"corr2d": LOST})
    settle(course, "cleo", {"corr2d": OPEN})
    assert autograde(course)["success"]
    return course


def test_questions_stand_in_the_notebooks_order_with_their_points(graded: Course) -> None:
    assert list(worth(graded, A).items()) == list(WORTH.items())


def test_a_row_for_everybody_who_handed_in_sorted_by_name(graded: Course) -> None:
    assert [row.student for row in rows(graded, A)] == ["ada", "bob", "cleo", "zoe"]


def test_a_refused_submission_has_no_scores_and_needs_a_person_everywhere(graded: Course) -> None:
    bob = rows(graded, A, {"bob": "Your file is damaged."})[1]
    assert bob.scores == dict.fromkeys(WORTH)
    assert bob.needs_person == tuple(WORTH)
    assert (bob.total, bob.maximum, bob.sentence) == (0, 46, "Your file is damaged.")


def test_what_nobody_judged_has_no_score_and_is_not_a_zero_to_the_reader(graded: Course) -> None:
    cleo = rows(graded, A)[2]
    assert cleo.scores["corr2d"] is None
    assert cleo.needs_person == ("corr2d",)
    assert (cleo.scores["why_convolution"], cleo.total) == (0.0, 30.0)


def test_partial_points_and_written_answers(graded: Course) -> None:
    zoe = rows(graded, A)[3]
    assert zoe.scores == {**WORTH, "why_convolution": None, "corr2d": 6.0}
    assert zoe.needs_person == ("why_convolution",)
    assert (zoe.total, zoe.late, zoe.sentence) == (36.0, 0.0, "")


def test_a_score_set_by_hand_counts(graded: Course) -> None:
    with opened(graded) as gradebook:
        gradebook.find_grade("why_convolution", A, A, "ada").manual_score = 3.0
        gradebook.db.commit()
    ada = rows(graded, A)[0]
    assert (ada.scores["why_convolution"], ada.total) == (3.0, 45.0)


def test_points_taken_off_for_lateness_are_told(graded: Course) -> None:
    with opened(graded) as gradebook:
        gradebook.find_submission_notebook(A, A, "ada").late_submission_penalty = 5.0
        gradebook.db.commit()
    ada = rows(graded, A)[0]
    assert ada.late == 5.0
    assert ada.total == sum(score or 0.0 for score in ada.scores.values()) - 5.0


def test_without_a_gradebook_nothing_is_made_up(tmp_path: Path) -> None:
    with pytest.raises(CourseError) as caught:
        rows(Course(tmp_path), A)
    assert str(caught.value) == "gradebook.db is missing. Run `make release`, then `make autograde`."
    assert list(tmp_path.iterdir()) == []


def test_an_assignment_that_the_gradebook_does_not_know_is_named(course: Course) -> None:
    with pytest.raises(CourseError) as caught:
        worth(course, "pooling")
    assert str(caught.value) == "The gradebook does not know 'pooling'. Run `make release` first."
