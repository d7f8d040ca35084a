"""The hidden tests of convolution against right and wrong answers, in this process."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.judge.examples import tape
from assay.judge.examples.derived import derive
from assay.judge.plugin import run_hidden_tests
from assay.judge.session import Session
from assay.judge.student import Local
from assay.judge.verdict import Outcome, Property
from assay.testing import Answer, exactly, laws
from autograder.convolution import bounds, cases
from solutions.convolution import reference

pytestmark = pytest.mark.usefixtures("as_before")
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "autograder" / "convolution"
POINTS = {"corr2d": 12, "conv2d": 8, "detect_edges": 4, "sgd_step": 6, "train_edge_kernel": 8, "receptive_field": 4}
Array = np.ndarray[Any, Any]


class FakeSession:
    """Answers from this process, as a room would."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.local = Local(names)

    def call(self, _: str, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        return self.local(name, mode, args, more, shown)


def corr2d_verdict(corr2d: Callable[..., Any], tmp_path: Path) -> dict[str, Property]:
    """What becomes of the question corr2d; its file alone is judged, in a copy of the course."""
    copy = tmp_path / "autograder" / FOLDER.name
    shutil.copytree(FOLDER, copy, ignore=lambda _, names: [name for name in names if name.startswith("test_")])
    shutil.copy(FOLDER / "test_corr2d.py", copy)
    (tmp_path / "solutions").symlink_to(ROOT / "solutions")
    judged = run_hidden_tests(copy, cast(Session, FakeSession({"corr2d": corr2d})))
    assert judged.faults == []
    return judged.results["corr2d"]


def narrow(dtype: Any) -> Callable[..., Any]:
    """Computes in fewer bits and gives float32 back, so that only its values tell."""
    def corr2d(X: Any, K: Any) -> Any:
        return reference.corr2d(X.astype(dtype), K.astype(dtype)).astype(jnp.float32)

    return corr2d


def by_transform(X: Any, K: Any) -> Any:
    """The fast Fourier transform: right, though not to the last bit."""
    H, W = X.shape
    Y = jnp.fft.irfft2(jnp.fft.rfft2(X) * jnp.conj(jnp.fft.rfft2(K, (H, W))), (H, W))
    return Y[:H - K.shape[0] + 1, :W - K.shape[1] + 1]


def test_run_by_hand_they_meet_the_reference_and_pass() -> None:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment = {**ours, "PYTHONPATH": str(ROOT), "JAX_PLATFORMS": "cpu"}
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


@pytest.mark.parametrize("corr2d", [by_transform, reference.corr2d, jax.jit(reference.corr2d)],
                         ids=["transform", "reference", "compiled"])
def test_right_answers_earn_all(corr2d: Callable[..., Any], tmp_path: Path) -> None:
    found = corr2d_verdict(corr2d, tmp_path)
    assert {name: held.evidence for name, held in found.items() if held.outcome != Outcome.EARNED} == {}


@pytest.mark.parametrize("dtype", [jnp.float16, jnp.bfloat16])
def test_sums_in_fewer_bits_are_not_right(dtype: Any, tmp_path: Path) -> None:
    found = corr2d_verdict(narrow(dtype), tmp_path)
    assert found["values"].outcome == Outcome.NOT_EARNED
    assert found["shape"].outcome == Outcome.EARNED


def recorded(name: str, question: str = "corr2d") -> list[dict[str, Any]]:
    """What the judge draws for a property."""
    settings.load_profile("judge")
    tape.pin_draws()
    prop = vars(importlib.import_module(f"autograder.convolution.test_{question}"))[f"test_{name}"]
    return [example for _, example in tape.record(prop, {"student": None})]


@pytest.mark.parametrize("name", ["values", "shape"])
def test_every_class_of_shapes_is_on_the_tape(name: str) -> None:
    met = {(*X.shape, *K.shape) for X, K in (example["case"] for example in recorded(name))}
    assert {known for known, shape in cases.CLASSES.items() if shape not in met} == {"fresh", "broad"}


@pytest.mark.parametrize("name", ["loss", "update"])
def test_steps_of_descent_meet_wide_images_and_large_kernels(name: str) -> None:
    met = {(*X.shape, *K.shape) for K, X, _, _ in (each["case"] for each in recorded(name, "sgd_step"))}
    assert cases.CLASSES["broad"] in met
    assert max(map(max, met)) > 10


def test_lessons_are_long_and_meet_tall_images_and_large_kernels() -> None:
    met = [each["lesson"] for each in recorded("losses", "train_edge_kernel")]
    assert max(each.steps for each in met) > 10
    assert max(max(each.shape[:2]) for each in met) > 10
    assert max(max(each.shape[2:]) for each in met) > 5


def test_one_class_of_shapes_is_met_under_jit_alone() -> None:
    names = ("values", "shape", "purity", "gradients")
    under_jit, elsewhere = (
        {(*X.shape, *K.shape) for name in asked for X, K in (example["case"] for example in recorded(name))}
        for asked in (("jit",), names))
    assert cases.CLASSES["fresh"] in under_jit - elsewhere


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
    module = importlib.import_module(f"autograder.convolution.test_{question}")
    for name, prop in vars(module).items():
        if name.startswith("test_") and tape.is_property(prop):
            taped = tape.record(prop, {"student": None})
            for digest in ("0", "f00d", "ff" * 32):
                (turn, example), = derive(prop, taped, digest, {})
                assert shapes(example) in [shapes(held) for at, held in taped if at == turn]
                assert repr(example) not in [repr(held) for _, held in taped]


def test_classes_are_what_their_names_say() -> None:
    assert all(1 <= h <= H and 1 <= w <= W for H, W, h, w in cases.CLASSES.values())
    assert len(set(cases.CLASSES.values())) == len(cases.CLASSES)
    tall, wide = cases.CLASSES["tall"], cases.CLASSES["wide"]
    assert tall[0] > tall[1]
    assert wide[0] < wide[1]


@settings(max_examples=40, deadline=None)
@given(cases.images_and_kernels())
def test_the_bound_grants_float32_sums_in_any_order(case: tuple[Array, Array]) -> None:
    X, K = case
    wanted, bound = exactly(reference.corr2d, X, K), bounds.corr2d_bound(X, K)
    H, W = wanted.shape
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    products = (windows * K).reshape(H, W, -1)
    for terms in (products, products[..., ::-1], np.sort(products), np.sort(products)[..., ::-1]):
        total = np.zeros((H, W), np.float32)
        for place in range(terms.shape[-1]):
            total = total + terms[..., place]
        assert total.dtype == np.float32
        assert (np.abs(total - wanted) <= bound).all()


@settings(max_examples=40, deadline=None)
@given(cases.images_and_kernels())
def test_the_bound_is_far_below_one_wrong_weight(case: tuple[Array, Array]) -> None:
    X, K = case
    bound = bounds.corr2d_bound(X, K)
    assert (bound <= 1e-4 * float(np.linalg.norm(X)) * max(float(np.linalg.norm(K)), 1)).all()


@given(st.integers(0, 2**31 - 1))
def test_the_laws_accept_what_follows_them(seed: int) -> None:
    random = np.random.default_rng(seed)
    assert laws.fits_uniform(random.uniform(size=1024).astype(np.float32))
    assert laws.fits_normal(random.normal(size=720).astype(np.float32))


@pytest.mark.parametrize("scale", [1e200, 1e300, 1e307])
def test_the_laws_refuse_any_numbers_and_raise_nothing(scale: float) -> None:
    """Python's own floats raise where NumPy's become infinite; that would leave a property not judged."""
    random = np.random.default_rng(1)
    drawn = [random.normal(0, scale, (8, 8)) for _ in range(25)]
    with np.errstate(all="ignore"):
        assert laws.free(drawn, 0.0, 0.01, Answer(None, ""))[0]
        assert not laws.fits_start(np.concatenate(drawn) / 0.01)
    assert not laws.free([np.zeros((8, 8))] * 25, 0.0, 0.01, Answer(None, ""))[0]


def test_a_start_of_huge_numbers_is_judged() -> None:
    def train_edge_kernel(X: Any, Y: Any, kernel_size: tuple[int, int], *, key: Any, lr: float = 3e-2,
                          steps: int = 10) -> Any:
        K, losses = reference.train_edge_kernel(X, Y, kernel_size, key=key, lr=lr, steps=steps)
        return (np.asarray(K, np.float64) * 1e202 if kernel_size == (8, 8) else K), losses

    names = {**vars(reference), "train_edge_kernel": train_edge_kernel}
    session = cast(Session, FakeSession(names))
    with np.errstate(all="ignore"):
        start = run_hidden_tests(FOLDER, session, only=("train_edge_kernel",)).results["train_edge_kernel"]["start"]
    assert start.outcome == Outcome.NOT_EARNED


def test_the_laws_refuse_what_does_not() -> None:
    random = np.random.default_rng(1)
    assert not laws.fits_uniform(random.normal(0.5, 0.1, 1024))
    assert not laws.fits_uniform(random.uniform(0, 0.8, 1024))
    assert not laws.fits_uniform(np.zeros(1024))
    assert not laws.fits_normal(random.uniform(-1, 1, 720))
    assert not laws.fits_normal(random.normal(0, 2, 720))
    assert not laws.fits_normal(np.zeros(720))
