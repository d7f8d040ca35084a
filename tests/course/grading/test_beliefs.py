"""What the class believes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assay.course.grading.beliefs import blind_spots, counted, held
from assay.course.grading.works import Work, works
from assay.course.places import Course
from assay.judge.verdict import Question, Run, Verdict
from tests.course.desk import EARNED, LOST, A, autograde, filled, half, hand_in, settle


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


STAND_IN = """# %% corr2d
def corr2d(X, K):
    return X

# %% sgd_step
def sgd_step(K, X, Y, lr):
    return jax.grad(lambda K: corr2d(X, K).sum())(K)

# %% conv2d
class Conv2D:
    def __call__(self, x):
        return x
"""


@pytest.mark.parametrize(("instead", "wrong", "said"), [
    (("corr2d", "sgd_step"), {"corr2d"}, ["sgd_step"]),
    (("corr2d", "sgd_step"), {"sgd_step"}, []),  # the correct sgd_step calls corr2d: alone it could not be tried
    (("conv2d", "corr2d", "sgd_step"), {"sgd_step"}, []),
    (("conv2d", "corr2d", "sgd_step"), {"corr2d", "sgd_step"}, ["conv2d"]),
    (("conv2d", "sgd_step"), {"conv2d"}, ["sgd_step"]),
    (("corr2d", "sgd_step"), {"corr2d", "sgd_step"}, []),
])
def test_a_question_that_passed_and_had_to_be_replaced_is_said_to_the_author(
        tmp_path: Path, instead: tuple[str, ...], wrong: set[str], said: list[str]) -> None:
    (tmp_path / "stand_in.py").write_text(STAND_IN, "utf-8")
    questions = tuple(Question(name, (half("shape", 6.0, LOST if name in wrong else EARNED),))
                      for name in ("corr2d", "conv2d", "sgd_step"))
    helped = replace(half("values", 8.0, EARNED), instead=instead)
    verdict = Verdict({}, (*questions, Question("train_edge_kernel", (helped,))))
    assert blind_spots([Work("ada", verdict), Work("bob", None)], tmp_path / "stand_in.py") == [
        f"1 × {name} earned all its points, but train_edge_kernel.values holds only with a correct one in its place: "
        f"the tests of {name} miss something. Find out what, and add it to chaff/." for name in said]


def test_a_replaced_answer_that_was_wrong_itself_is_no_blind_spot(tmp_path: Path) -> None:
    given_back = replace(half("values", 6.0, EARNED), instead=("corr2d",))
    helped = replace(half("values", 8.0, EARNED), instead=("sgd_step",))
    verdict = Verdict({}, (Question("sgd_step", (given_back,)), Question("train_edge_kernel", (helped,))))
    assert blind_spots([Work("ada", verdict)], tmp_path / "stand_in.py") == []
