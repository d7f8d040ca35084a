"""The hidden tests of softmax against right and wrong answers, in this process; and its data."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import hypothesis
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers

from assay.judge.loading import importable, load, read
from assay.judge.plugin import run_hidden_tests
from assay.judge.session import Session
from assay.judge.student import Local
from assay.judge.verdict import Outcome, Property
from assay.testing import laws
from autograder.softmax import bounds, cases, draw, lessons
from autograder.softmax.test_train import SOME, WELL
from solutions.softmax import reference

ROOT = Path(__file__).parents[2]
FOLDER, SOLUTIONS = ROOT / "autograder" / "softmax", ROOT / "solutions" / "softmax"
POINTS = {"softmax": 6, "one_hot": 3, "cross_entropy": 6, "gradient": 8, "minibatches": 5, "accuracy": 5,
          "confusion": 4, "train": 8}
WHEATS = sorted(path.stem for path in (SOLUTIONS / "wheat").glob("[a-z]*.py"))
Array = np.ndarray[Any, Any]


class FakeSession:
    """Answers from this process, as a room would."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.local = Local(names, "numpy")

    def call(self, _: str, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        return self.local(name, mode, args, more, shown)


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    """What a judging sets for its process is put back after each test."""
    importable(ROOT)
    profile, hook = hypothesis.settings.get_current_profile_name(), providers._get_local_constants
    yield
    hypothesis.settings.load_profile(profile)
    providers._get_local_constants = hook


@cache
def names_of(solution: str) -> dict[str, Any]:
    """The names that a solution defines, over those of the reference."""
    return load(read(SOLUTIONS, solution), read(SOLUTIONS, "reference"))


def judged(question: str, **names: Any) -> dict[str, Property]:
    """What becomes of a question where these names stand for the reference's."""
    session = cast(Session, FakeSession({**vars(reference), **names}))
    found = run_hidden_tests(FOLDER, session, only=(question,))
    assert found.faults == []
    return found.results[question]


def earned(found: dict[str, Property]) -> float:
    return sum(held.points for held in found.values() if held.outcome == Outcome.EARNED)


def test_the_pictures_are_drawn_anew_byte_for_byte() -> None:
    assert draw.GIVEN.read_text("ascii") == draw.given()
    assert draw.UNSEEN.read_text("ascii") == draw.unseen()


@pytest.mark.parametrize("path, each", [(draw.GIVEN, 200), (draw.UNSEEN, 108)])
def test_every_digit_has_as_many_pictures_of_whole_pixels_from_0_to_16(path: Path, each: int) -> None:
    rows = np.loadtxt(path, delimiter=",", dtype=int)
    assert rows.shape == (10 * each, 65)
    assert np.bincount(rows[:, 0]).tolist() == [each] * 10
    assert rows[:, 1:].min() == 0
    assert rows[:, 1:].max() == 16


def test_no_unseen_picture_is_among_those_that_students_have() -> None:
    given, unseen = ({line.partition(",")[2] for line in path.read_text("ascii").split()}
                     for path in (draw.GIVEN, draw.UNSEEN))
    assert not given & unseen


def test_an_outline_of_another_kind_of_font_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a piece of kind 4: this font is of another format"):
        list(draw._segments(np.zeros((2, 2)), np.array([1, 4])))


def test_run_by_hand_they_meet_the_reference_and_pass() -> None:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run([sys.executable, "-m", "pytest", str(FOLDER), "-q", "-p", "no:cacheprovider"], cwd=ROOT,
                          env={**ours, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "JAX_PLATFORMS": "cpu"},
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    assert "passed" in done.stdout
    assert not any(word in done.stdout for word in ("failed", "skipped", "error", "warning"))


def test_points_of_each_question_are_those_of_the_contract() -> None:
    found = run_hidden_tests(FOLDER, None)
    assert {question: sum(held.points for held in properties.values())
            for question, properties in found.results.items()} == POINTS


def test_every_property_has_a_sentence_that_follows_the_name_of_the_function() -> None:
    for properties in run_hidden_tests(FOLDER, None).results.values():
        for held in properties.values():
            assert held.sentence
            assert not held.sentence.endswith(".")
            assert held.sentence[0].islower()


#: Answers that say the same to everything, by question.
CONSTANT: dict[str, Callable[..., Any]] = {
    "softmax": lambda O: np.full(O.shape, 1 / O.shape[1], O.dtype),
    "one_hot": lambda y, q: np.zeros((len(y), q)),
    "cross_entropy": lambda *_, **__: 2.303,
    "gradient": lambda W, b, *_: (0 * W, 0 * b),
    "minibatches": lambda *_, **__: [],
    "confusion": lambda *_, **__: {},
    "train": lambda X, y, q, **_: (np.zeros((X.shape[1], q)), np.zeros(q) * len(y)),
}


@pytest.mark.parametrize("question", CONSTANT)
def test_an_answer_that_is_always_the_same_earns_nothing(question: str) -> None:
    assert earned(judged(question, **{question: CONSTANT[question]})) == 0


class AlwaysZero:
    def reset(self) -> None: ...

    def update(self, O: Array, y: Array) -> None: ...

    def value(self) -> float:
        return 0.0


def test_an_accuracy_that_is_always_zero_earns_nothing() -> None:
    assert earned(judged("accuracy", Accuracy=AlwaysZero)) == 0


@pytest.mark.parametrize("question", POINTS)
def test_no_answer_at_all_earns_nothing(question: str) -> None:
    def nothing(*_: Any, **__: Any) -> None: ...

    assert earned(judged(question, **{"Accuracy" if question == "accuracy" else question: nothing})) == 0


#: Mistakes that leave most of a question right, and how much of it they keep.
NEARLY = {"exp_as_it_comes": 5, "always_double": 5, "writes_into_the_scores": 5, "probability_first": 5,
          "sum_not_mean": 3, "sums_up_the_bias": 5, "classes_from_one": 2, "equal_parts": 4, "drops_the_last": 3,
          "mean_of_means": 4,
          "predicted_first": 1, "half_of_the_epochs": 7}


@pytest.mark.parametrize("name, points", NEARLY.items())
def test_what_is_nearly_right_keeps_most(name: str, points: float) -> None:
    names = names_of(f"chaff/{name}")
    question, = names["FAILS"]
    found = run_hidden_tests(FOLDER, cast(Session, FakeSession(names)), only=(question,))
    assert earned(found.results[question]) >= points


def each_right(name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for wheat in WHEATS:
        yield wheat, names_of(f"wheat/{wheat}")[name]


@settings(max_examples=60, deadline=None)
@given(cases.scores() | cases.large_scores())
def test_the_bound_grants_every_way_to_a_softmax(O: Array) -> None:
    true, bound = bounds.softmax(O)
    for wheat, softmax in each_right("softmax"):
        got = np.asarray(softmax(O.copy()))
        assert got.dtype == O.dtype, wheat
        assert (np.abs(got - true) <= bound / 2).all(), wheat


@settings(max_examples=60, deadline=None)
@given(cases.scored(cases.scores() | cases.large_scores()))
def test_the_bound_grants_every_way_to_a_cross_entropy(case: tuple[Array, Array]) -> None:
    true, bound = bounds.cross_entropy(*case)
    for wheat, cross_entropy in each_right("cross_entropy"):
        assert abs(cross_entropy(case[0].copy(), case[1]) - true) <= bound / 2, wheat


@settings(max_examples=60, deadline=None)
@given(cases.problems() | cases.problems(300.0))
def test_the_bound_grants_every_way_to_a_gradient(problem: tuple[Array, Array, Array, Array]) -> None:
    true, bound = bounds.gradient(*problem)
    for wheat, gradient in each_right("gradient"):
        for got, wanted, off in zip(gradient(*(each.copy() for each in problem)), true, bound, strict=True):
            assert (np.abs(got - wanted) <= off / 2).all(), wheat


@settings(max_examples=60, deadline=None)
@given(cases.problems())
def test_the_bounds_are_far_below_a_mistake(problem: tuple[Array, Array, Array, Array]) -> None:
    W, b, X, y = problem
    scores = (X @ W + b).astype(np.float64)
    assert (bounds.softmax(scores)[1] <= 1e-4).all()
    assert bounds.cross_entropy(scores, y)[1] <= 1e-3
    assert all((off <= 1e-3).all() for off in bounds.gradient(*problem)[1])


@pytest.mark.parametrize("plan, lr", [((1, 1, 2), 0.125), ((3, 64, 1), 1.0), ((4, 4, 3), 1.0), ((3, 2, 2), 0.5)])
def test_the_bound_on_descent_grants_float32_and_tells_a_step_from_none(plan: tuple[int, int, int], lr: float) -> None:
    count, size, epochs = plan
    X, y = lessons.numbers(500, count)
    batches = [batch for _ in range(epochs) for batch in np.array_split(np.arange(count), range(size, count, size))]
    (W, b), off = bounds.descend(X, y, 10, batches, lr)
    V, c = np.zeros((64, 10), np.float32), np.zeros(10, np.float32)
    for batch in batches:
        dV, dc = reference.gradient(V, c, X[batch].astype(np.float32), y[batch])
        V, c = (V - lr * dV).astype(np.float32), (c - lr * dc).astype(np.float32)
    assert np.sqrt(((V - W) ** 2).sum() + ((c - b) ** 2).sum()) <= off / 2
    (W0, b0), _ = bounds.descend(X, y, 10, batches[:-1], lr)
    assert np.sqrt(((W0 - W) ** 2).sum() + ((b0 - b) ** 2).sum()) > 20 * off  # a step less


@given(st.integers(0, 2 ** 31 - 1))
@settings(max_examples=25, deadline=None)
def test_orders_that_are_drawn_well_are_never_refused(seed: int) -> None:
    drawn = [np.random.default_rng(seed + each).permutation(4) for each in range(120)]
    for place in (0, 1, 3):
        assert laws.evenly(np.bincount([order[place] for order in drawn], minlength=4).tolist())


def test_right_solutions_read_well_and_half_trained_ones_do_not_read_some() -> None:
    X, y = lessons.numbers(0, 2000)
    for seed in range(3):
        assert lessons.read(*reference.train(X, y, 10, seed=seed)) > WELL + 0.01
        for less in ({"epochs": 1}, {"epochs": 2}, {"batch_size": 2000}, {"lr": 0.5 / 64}):
            assert lessons.read(*reference.train(X, y, 10, seed=seed, **cast(Any, less))) < SOME
