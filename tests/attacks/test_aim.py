"""Attacks are put into another assignment under its names, and what is gained is counted by its points."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assay.course.intake.staging import read_release
from assay.course.places import Course, CourseError
from assay.judge.answers import solution_id
from assay.judge.plugin import run_hidden_tests
from assay.judge.student import Local
from assay.judge.verdict import Outcome
from attacks.aim import AS_WRITTEN, FUNCTIONS, KINDS, LEFT_OUT, Aim, AimError, aim_at
from attacks.corpus import SECRETS, Attack, Told, corpus, files, left_out
from tests.here import REPOSITORY

COURSE = Course(REPOSITORY)
OTHERS = ("channels", "softmax")
#: The words of convolution; an attack on another assignment that said one would look for, or answer, nothing.
OF_CONVOLUTION = re.compile(r"convolution|conv2d|(?<![a-z])corr2d(?!_)|detect_edges|sgd_step|train_edge|receptive|"
                            r"images_and_kernels", re.IGNORECASE)

pytestmark = pytest.mark.usefixtures("as_before")


@cache
def aimed(assignment: str) -> tuple[Attack, ...]:
    return tuple(corpus(aim=aim_at(COURSE, assignment)))


class Answering:
    """A submission without a room."""

    def __init__(self, names: dict[str, Any], arrays: str) -> None:
        self._local = Local(names, arrays)

    def call(self, _: str, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        return self._local(name, mode, args, more, shown)


def earned(aim: Aim, names: dict[str, Any]) -> dict[str, float]:
    """The points that functions earn."""
    bench = COURSE.bench(aim.assignment)
    judged = run_hidden_tests(bench.questions, Answering(names, bench.furnishing.arrays), only=tuple(names))
    return {question: sum(item.points for item in properties.values() if item.outcome == Outcome.EARNED)
            for question, properties in judged.results.items()}


def test_convolution_is_attacked_by_all_as_they_are_written() -> None:
    assert aim_at(COURSE, "convolution") is AS_WRITTEN
    assert len(aimed("convolution")) == len(files())
    assert left_out(AS_WRITTEN) == {}
    assert all(attack.secrets == SECRETS for attack in aimed("convolution"))


@pytest.mark.parametrize("assignment", OTHERS)
def test_what_is_of_no_question_is_put_into_another_assignment(assignment: str) -> None:
    out = left_out(aim_at(COURSE, assignment))
    assert {attack.kind for attack in aimed(assignment)} == set(KINDS)
    assert len(aimed(assignment)) + len(out) == len(files())
    assert len(aimed(assignment)) > 150
    of_its_own = {path.stem for path in files() if path.parent.name not in KINDS}
    assert {name for name, reason in out.items() if reason == "is of convolution's questions"} == of_its_own


def test_what_is_left_out_by_name_is_there() -> None:
    assert LEFT_OUT.keys() <= {path.stem for path in files() if path.parent.name in KINDS}


@pytest.mark.parametrize("assignment", OTHERS)
def test_no_attack_there_holds_a_name_of_convolution(assignment: str) -> None:
    release = read_release(COURSE, assignment)
    questions = {solution_id(cell) for cell in release["cells"]}
    for attack in aimed(assignment):
        assert attack.sections.keys() <= questions, attack.name
        assert not OF_CONVOLUTION.findall("\n".join([*attack.sections.values(), *attack.secrets])), attack.name
        for source in attack.answers(Told()).values():
            ast.parse(source)


@pytest.mark.parametrize("assignment", OTHERS)
def test_every_attack_there_can_be_handed_in(assignment: str, tmp_path: Path) -> None:
    release = read_release(COURSE, assignment)
    for attack in aimed(assignment):
        if attack.hand_in and attack.kind != "exhaust":  # those write many megabytes
            attack.write(release, Told(), tmp_path / "submitted" / attack.student / assignment)
            assert list((tmp_path / "submitted" / attack.student).iterdir()), attack.name


def test_a_text_cell_is_attacked_where_the_assignment_has_its_own(tmp_path: Path) -> None:
    attack = next(each for each in aimed("softmax") if each.name == "tex_in_text")
    attack.write(read_release(COURSE, "softmax"), Told(), tmp_path / "softmax")
    cells = json.loads((tmp_path / "softmax" / "softmax.ipynb").read_text("utf-8"))["cells"]
    essay = next(cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == "why_softmax")
    assert "newcommand" in essay["source"]


@pytest.mark.parametrize("assignment, host, worth", [("channels", "output_shape", 4.0), ("softmax", "softmax", 6.0)])
def test_what_is_honest_there_is_what_a_right_answer_earns(assignment: str, host: str, worth: float) -> None:
    aim = aim_at(COURSE, assignment)
    assert (aim.functions[0], aim.points) == (host, worth)
    assert {attack.most for attack in aimed(assignment)} == {0.0, worth}
    kernel: dict[str, Any] = {}
    exec("import numpy as np\nimport jax.numpy as jnp" + aim.answer(earns=True), kernel)
    assert earned(aim, {host: kernel["zeros"]}) == {host: worth}


@pytest.mark.parametrize("assignment", OTHERS)
def test_the_answer_of_an_attack_that_must_earn_nothing_earns_nothing(assignment: str) -> None:
    aim = aim_at(COURSE, assignment)
    kernel: dict[str, Any] = {}
    exec("import numpy as np" + aim.answer(earns=False), kernel)
    assert earned(aim, dict.fromkeys(aim.functions, kernel["zeros"])) == dict.fromkeys(aim.functions, 0)


def test_calls_and_answers_take_whatever_the_host_is_given() -> None:
    aim = Aim("softmax", ("softmax", "one_hot", "cross_entropy", "gradient", "minibatches"), jax=False)
    assert aim.put("def corr2d(X, K):\n    return jnp.sum(zeros(X, K))") == (
        "def softmax(*given, **more):\n    return np.sum(zeros(*given, **more))")
    assert aim.put("autograder/convolution/test_corr2d.py corr2d_x receptive_fields") == (
        "autograder/softmax/test_softmax.py corr2d_x receptive_fields")


def test_an_assignment_that_cannot_be_attacked_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CourseError, match="no hidden tests for 'nosuch'"):
        aim_at(COURSE, "nosuch")
    monkeypatch.setattr("attacks.aim.standing_alone", lambda *_: {"softmax": "def softmax(O):\n    return O"})
    with pytest.raises(AimError, match=f"need {len(FUNCTIONS)} questions that are functions; 'softmax' has 1"):
        aim_at(COURSE, "softmax")
