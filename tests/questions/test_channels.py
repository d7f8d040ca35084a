"""The hidden tests of channels against right and wrong answers, in this process."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import hypothesis
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers

from assay.judge.examples import tape
from assay.judge.examples.derived import derive
from assay.judge.loading import importable
from assay.judge.plugin import run_hidden_tests
from assay.judge.session import Session
from assay.judge.student import Local
from assay.judge.verdict import Outcome, Property
from assay.testing import Answer, laws
from autograder.channels import cases, sums, truth, variance
from solutions.channels import reference

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "autograder" / "channels"
POINTS = {"output_shape": 4, "pad2d": 4, "corr2d_strided": 8, "corr2d_multi_in": 4, "corr2d_multi_in_out": 6,
          "conv_1x1": 4, "pool2d": 6, "conv_block": 8}
Array = np.ndarray[Any, Any]


class FakeSession:
    """Answers from this process, as a room would."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.local = Local(names)

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


def verdict(question: str, answer: Callable[..., Any], tmp_path: Path) -> dict[str, Property]:
    """What becomes of one question; its file alone is judged, in a copy of the course."""
    copy = tmp_path / "autograder" / FOLDER.name
    shutil.copytree(FOLDER, copy, ignore=lambda _, names: [name for name in names if name.startswith("test_")])
    shutil.copy(FOLDER / f"test_{question}.py", copy)
    (tmp_path / "solutions").symlink_to(ROOT / "solutions")
    judged = run_hidden_tests(copy, cast(Session, FakeSession({question: answer})))
    assert judged.faults == []
    return judged.results[question]


def lost(found: dict[str, Property]) -> dict[str, Any]:
    return {name: held.evidence for name, held in found.items() if held.outcome != Outcome.EARNED}


def test_run_by_hand_they_meet_the_reference_and_pass() -> None:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment = {**ours, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "JAX_PLATFORMS": "cpu"}
    done = subprocess.run([sys.executable, "-m", "pytest", str(FOLDER), "-q", "-p", "no:cacheprovider"], cwd=ROOT,
                          env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    assert "passed" in done.stdout
    assert not any(word in done.stdout for word in ("failed", "skipped", "error", "warning"))


def test_points_of_each_question_are_those_of_the_contract() -> None:
    judged = run_hidden_tests(FOLDER, None)
    assert {question: sum(held.points for held in found.values()) for question, found in judged.results.items()} \
        == POINTS


def test_every_property_has_a_sentence_that_follows_the_name_of_the_function() -> None:
    judged = run_hidden_tests(FOLDER, None)
    for found in judged.results.values():
        for held in found.values():
            assert held.sentence
            assert not held.sentence.endswith(".")
            assert held.sentence[0].islower()


def test_a_pair_may_be_of_any_kind_and_its_numbers_too(tmp_path: Path) -> None:
    kinds: list[Callable[[Any], Any]] = [
        list, np.array, jnp.array, lambda pair: tuple(map(float, pair)), lambda pair: list(map(jnp.int32, pair))]
    for number, kind in enumerate(kinds):
        found = verdict("output_shape", lambda *args, kind=kind, **more: kind(reference.output_shape(*args, **more)),
                        tmp_path / str(number))
        assert lost(found) == {}


def by_transform(X: Any, K: Any) -> Any:
    """The fast Fourier transform: right, though not to the last bit."""
    size = X.shape[1:]
    spectrum = jnp.sum(jnp.fft.rfft2(X)[None] * jnp.conj(jnp.fft.rfft2(K, size)), axis=1)
    Y = jnp.fft.irfft2(spectrum, size)
    return Y[:, :size[0] - K.shape[2] + 1, :size[1] - K.shape[3] + 1]


def test_a_transform_earns_all(tmp_path: Path) -> None:
    assert lost(verdict("corr2d_multi_in_out", by_transform, tmp_path)) == {}


def test_sums_in_fewer_bits_are_not_right(tmp_path: Path) -> None:
    def narrow(X: Any, K: Any) -> Any:
        return reference.corr2d_multi_in_out(X.astype(jnp.bfloat16), K.astype(jnp.bfloat16)).astype(jnp.float32)

    assert {"values", "single_kernel"} <= {*lost(verdict("corr2d_multi_in_out", narrow, tmp_path))} <= {
        "values", "single_kernel", "gradients"}


@pytest.mark.parametrize("question, points", [("pad2d", 0), ("corr2d_strided", 1), ("corr2d_multi_in", 0),
                                              ("corr2d_multi_in_out", 1), ("conv_1x1", 0), ("pool2d", 0)])
def test_zeros_of_the_right_shape_earn_next_to_nothing(question: str, points: int, tmp_path: Path) -> None:
    def zeros(*args: Any, **more: Any) -> Any:
        return 0 * getattr(reference, question)(*args, **more)

    found = verdict(question, zeros, tmp_path)
    assert sum(held.points for held in found.values() if held.outcome == Outcome.EARNED) == points


def shapes(value: Any) -> list[tuple[int, ...]]:
    if isinstance(value, dict):
        return shapes(list(value.values()))
    if isinstance(value, (list, tuple)):
        return [shape for item in value for shape in shapes(item)]
    return [value.shape] if isinstance(value, np.ndarray) else []


@pytest.mark.parametrize("question", POINTS)
def test_what_is_drawn_for_a_program_has_shapes_that_are_compiled_for_the_tape(question: str) -> None:
    settings.load_profile("judge")
    tape.pin_draws()
    module = importlib.import_module(f"autograder.channels.test_{question}")
    for name, prop in vars(module).items():
        if name.startswith("test_") and tape.is_property(prop) and not hasattr(prop, "fixed"):
            taped = tape.record(prop, {"student": None})
            for digest in ("0", "f00d"):
                (turn, example), = derive(prop, taped, digest, {})
                assert shapes(example) in [shapes(held) for at, held in taped if at == turn]


def test_classes_are_what_their_names_say() -> None:
    for H, W, h, w, (p, q), (s, t) in cases.SHAPES.values():
        assert h <= H + 2 * p
        assert w <= W + 2 * q
        assert min(h, w, s, t) >= 1
    for _, _, H, W, h, w in cases.STACKS.values():
        assert 1 <= h <= H
        assert 1 <= w <= W
    H, _, h, *_ = cases.SHAPES["larger_kernel"]
    assert h > H
    H, W, h, w, _, (s, t) = cases.SHAPES["leftover"]
    assert (H - h) % s > 0
    assert (W - w) % t > 0


def test_the_worked_examples_are_the_contracts() -> None:
    X, K = np.arange(9.0).reshape(3, 3), np.array([[0.0, 1], [2, 3]])
    assert sums.answer(cases.Sliding(X, K, (1, 1), (3, 2))).tolist() == [[0, 8], [6, 8]]
    assert sums.answer(cases.Sliding(np.stack([X, X + 1]), np.stack([K, K + 1]))).tolist() == [[56, 72], [104, 120]]


@settings(max_examples=15, deadline=None)
@given(cases.slidings())
def test_the_truth_and_the_reference_agree(case: cases.Sliding) -> None:
    known = sums.known(case, gradients=True)
    answer, pull = jax.vjp(lambda X, K: reference.corr2d_strided(X, K, case.padding, case.stride), case.X, case.K)
    assert answer.shape == known.answer.shape == reference.output_shape(case.X.shape, case.K.shape, *case[2:])
    assert (np.abs(answer - known.answer) <= known.bound).all()
    G = jnp.asarray(cases.cotangent(known.answer.shape))
    for found, (wanted, bound) in zip(pull(G), known.pulled, strict=True):
        assert (np.abs(found - wanted) <= bound).all()


@settings(max_examples=30, deadline=None)
@given(cases.stacks())
def test_the_bound_grants_float32_sums_in_any_order(case: cases.Sliding) -> None:
    known = sums.known(case)
    seen = truth.windows(case.X, (case.K.shape[2], case.K.shape[3]))
    products = np.einsum("cijab,dcab->dijcab", seen, case.K).reshape(*known.answer.shape, -1)
    assert products.dtype == np.float32
    for terms in (products, products[..., ::-1], np.sort(products), np.sort(products)[..., ::-1]):
        total = np.zeros(known.answer.shape, np.float32)
        for place in range(terms.shape[-1]):
            total = total + terms[..., place]
        assert (np.abs(total - known.answer) <= known.bound).all()


@settings(max_examples=30, deadline=None)
@given(cases.stacks())
def test_the_bound_is_far_below_one_wrong_weight(case: cases.Sliding) -> None:
    norms = float(np.linalg.norm(case.X)) * max(float(np.linalg.norm(case.K)), 1)
    assert (sums.known(case).bound <= 1e-4 * norms).all()


def said(values: Array, deviation: float) -> list[bool]:
    parts = list(values.reshape(8, -1))
    answer = Answer(None, "")
    return [variance.wide(values, deviation, answer)[0], variance.centred(values, deviation, answer)[0],
            all(variance.apart(part, answer)[0] for part in parts), laws.free(parts, 0.0, deviation, answer)[0]]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31 - 1), st.sampled_from(["normal", "uniform", "laplace"]))
def test_the_laws_accept_any_law_of_the_right_variance(seed: int, law: str) -> None:
    random = np.random.default_rng(seed)
    scale = {"normal": 1.0, "uniform": 3 ** 0.5, "laplace": 0.5 ** 0.5}[law]
    drawn = random.uniform(-scale, scale, 2400) if law == "uniform" else getattr(random, law)(0, scale, 2400)
    assert all(said(drawn.astype(np.float32).astype(np.float64), 1.0))


def test_the_laws_refuse_what_is_not_so() -> None:
    normal = np.random.default_rng(1).normal(size=2400)
    cut = np.clip(normal, -2, 2)
    assert not said(normal[np.abs(normal) < 2].repeat(2)[:2400], 1.0)[0]
    assert not said(1.25 * normal, 1.0)[0]
    assert not said(0.8 * normal, 1.0)[0]
    assert not said(np.abs(normal), 1.0)[1]
    assert not said(np.sign(normal), 1.0)[2]
    assert not said(cut.reshape(8, -1, 2).repeat(2, axis=1)[:, :150].ravel(), 1.0)[2]
    even = normal.reshape(8, -1)
    assert not said((even - even.mean(axis=1, keepdims=True)).ravel(), 1.0)[3]


@pytest.mark.parametrize("scale", [1e200, 1e307])
def test_the_laws_refuse_any_numbers_and_raise_nothing(scale: float) -> None:
    drawn = np.random.default_rng(1).normal(0, scale, 2400)
    with np.errstate(all="ignore"):
        assert not said(drawn, 0.1)[0]
