"""What the class believes."""

from __future__ import annotations

from dataclasses import replace

from assay.course.grading.beliefs import blind_spots, counted, held
from assay.course.grading.works import works
from assay.course.places import Course
from assay.judge.verdict import Outcome, Run, Verdict
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
    done = works(course, A, ["ada"])
    assert held(done) == {("corr2d", "flips_kernel"): ["ada"]}
    (found,) = counted(done, course.root / "solutions" / A / "chaff")
    assert str(found).startswith("1 × corr2d, flips_kernel: The layer is called a convolution")
    assert found.names == ("ada",)


def test_a_class_of_whom_nothing_is_known_believes_nothing(course: Course) -> None:
    hand_in(course, "bob", b"{")
    assert counted(works(course, A, ["bob"]), course.root) == []


def test_a_question_that_passed_and_had_to_be_replaced_is_said_to_the_author(course: Course) -> None:
    hand_in(course, "ada", filled(course))
    settle(course, "ada", {})
    (path,) = course.store(A).folder.glob("*.json")
    verdict = Verdict.from_json(path.read_text("ascii"))
    first = {each.grade_id: each.properties[0] for each in verdict.questions}
    helped = replace(first["train_edge_kernel"], outcome=Outcome.EARNED, instead=("corr2d", "sgd_step"))
    wrong = replace(first["corr2d"], outcome=Outcome.NOT_EARNED)
    properties = {"train_edge_kernel": (helped,), "corr2d": (wrong,), "sgd_step": (first["sgd_step"],)}
    course.store(A).put(replace(verdict, questions=tuple(
        replace(each, properties=properties.get(each.grade_id, each.properties)) for each in verdict.questions)), Run())
    assert autograde(course)["success"]
    (said,) = blind_spots(works(course, A, ["ada"]))
    assert said.startswith(f"1 × sgd_step earned all its points, but train_edge_kernel.{helped.name} holds only with")
