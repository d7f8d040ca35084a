"""What the class believes."""

from __future__ import annotations

from dataclasses import replace

from autograder.course.beliefs import counted, held
from autograder.course.places import Course
from autograder.judge.verdict import Run, Verdict
from tests.course.desk import LOST, A, autograde, filled, hand_in, settle


def test_misconceptions_are_counted_by_question(course: Course) -> None:
    hand_in(course, "ada", filled(course))
    settle(course, "ada", {"corr2d": LOST})
    (path,) = course.store(A).folder.glob("*.json")
    verdict = Verdict.from_json(path.read_text("ascii"))
    believing = tuple(replace(each, misconception="flips_kernel") if each.grade_id == "corr2d" else each
                      for each in verdict.questions)
    course.store(A).put(replace(verdict, questions=believing), Run())
    assert autograde(course)["success"]
    assert dict(held(course, A)) == {("corr2d", "flips_kernel"): 1}
    assert str(counted(course, A)[0]).startswith("1 × corr2d, flips_kernel: The layer is called a convolution")


def test_a_class_of_whom_nothing_is_known_believes_nothing(course: Course) -> None:
    hand_in(course, "bob", b"{")
    assert counted(course, A) == []
