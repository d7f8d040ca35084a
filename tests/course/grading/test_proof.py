"""What only a student's own process vouches for is told to the instructor."""

from __future__ import annotations

import pytest

from assay.course.grading.grading import Graded
from assay.course.grading.proof import unproven
from assay.course.grading.summary import UNPROVEN, print_report, print_summary
from assay.course.grading.works import works
from assay.course.places import Course
from assay.judge.verdict import Run
from tests.course.desk import ANSWERS, A, autograde, filled, grade, hand_in, settle

SAID = "What corr2d gives under jax.jit could not be run outside the student's own process."


@pytest.fixture
def four(course: Course) -> Course:
    """Four students with work of their own, of whom Ben is believed in corr2d, and everybody in sgd_step."""
    for student in ("ada", "ben", "cy", "dan"):
        hand_in(course, student, filled(course, corr2d=f"{ANSWERS['corr2d']}\n# {student}"))
        believed = ("corr2d", "sgd_step") if student == "ben" else ("sgd_step",)
        settle(course, student, {}, Run(unproven=believed))
    assert autograde(course)["success"]
    return course


def test_what_stands_out_is_told_and_costs_nothing(four: Course) -> None:
    assert unproven(works(four, A, ["ada", "ben", "cy", "dan"])) == {"ben": SAID}
    assert grade(four, "ben", "test_corr2d") == (12.0, None, False)


def test_of_few_submissions_all_is_told(four: Course) -> None:
    assert unproven(works(four, A, ["ben"])) == {"ben": SAID.replace("corr2d", "corr2d and sgd_step")}
    assert unproven([]) == unproven(works(four, A, ["eve"])) == {}


def test_it_is_told_after_grading_and_in_the_report(four: Course, capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(four, A, Graded(["ben"], fresh=["ben"], unproven={"ben": SAID}))
    assert f"{UNPROVEN}:\n  ben: {SAID}\n" in capsys.readouterr().out
    print_report(four, A)
    assert f"{UNPROVEN}: ben: {SAID}\n" in capsys.readouterr().out
