"""The hidden tests as an instructor writes them without a judge: in the student's kernel, against NumPy.

Two ways: ``free`` lets Hypothesis draw shapes freely, ``tape`` replays the examples that our judge uses. Both hold the
same properties with the same number of examples. The reference is a few lines of NumPy, which costs next to nothing,
so what is measured is the student's code and the way it is run.
"""

from __future__ import annotations

import importlib
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
from hypothesis import strategies as st

from assay.judge.examples import tape
from assay.judge.student import Local, Student
from autograder.convolution import cases
from solutions.convolution import reference

Array = np.ndarray[Any, Any]
TAPE = Path(__file__).parents[1] / ".cache" / "bench" / "tape.pickle"  # written by the benchmark, on this machine
QUESTIONS = ("corr2d", "conv2d", "detect_edges", "sgd_step", "train_edge_kernel", "receptive_field")
hypothesis.settings.register_profile("stock", deadline=None, database=None, derandomize=True,
                                     suppress_health_check=list(hypothesis.HealthCheck))


def corr2d(X: Array, K: Array) -> Array:
    """The definition."""
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return np.asarray(np.einsum("ijab,ab->ij", windows, K))


def sgd_step(K: Array, X: Array, Y: Array, lr: float) -> tuple[Array, Any]:
    """One step of descent."""
    E = corr2d(X, K) - Y
    return K - 2 * lr * corr2d(X, E), np.sum(E ** 2)


def detect_edges(X: Array, axis: int) -> Array:
    """Differences of neighbours."""
    return np.asarray(-np.diff(X, axis=axis))


OURS: dict[Any, Callable[..., Any]] = {
    reference.corr2d: corr2d, reference.sgd_step: sgd_step, reference.detect_edges: detect_edges,
    reference.squared_error: lambda K, X, Y: np.sum((corr2d(X, K) - Y) ** 2)}


def exactly(function: Any, *args: Any) -> Any:
    """As ``cases.exactly``, in NumPy."""
    return OURS[function](*(arg if isinstance(arg, int) else np.asarray(arg, np.float64) for arg in args))


def pull(function: Any, args: tuple[Array, Array], cotangent: Array) -> tuple[Array, Array]:
    """As ``cases.pull``, for corr2d."""
    assert function is reference.corr2d
    X, K, G = (np.asarray(arg, np.float64) for arg in (*args, cotangent))
    h, w = K.shape
    return corr2d(np.pad(G, ((h - 1, h - 1), (w - 1, w - 1))), K[::-1, ::-1]), corr2d(X, G)


@st.composite
def free_shapes(draw: st.DrawFn, *_: str) -> tuple[int, int, int, int]:
    """(H, W, h, w), any up to 10 and 4."""
    h, w = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    return draw(st.integers(h, 10)), draw(st.integers(w, 10)), h, w


def module(question: str) -> Any:
    """The hidden tests of a question, with NumPy for a reference."""
    found = importlib.import_module(f"autograder.convolution.test_{question}")
    for place in (cases, found):
        for name, ours in (("exactly", exactly), ("pull", pull)):
            if hasattr(place, name):
                setattr(place, name, ours)
    return found


def tests(found: Any) -> list[tuple[str, Callable[..., Any]]]:
    """Its properties."""
    return [(name, value) for name, value in vars(found).items() if name.startswith("test_")]


def check(question: str, names: dict[str, Any], shapes: str) -> None:
    """Holds a question's properties against the functions in a kernel.

    Raises:
        AssertionError: one of them does not hold.
    """
    hypothesis.settings.load_profile("stock")
    tape.pin_draws()
    found, student = module(question), Student(Local(names))
    recorded = pickle.loads(TAPE.read_bytes()) if shapes == "tape" else {}
    if shapes == "free":
        cases.shapes = free_shapes
    for name, test in tests(found):
        if not tape.is_property(test):
            test(student=student)
        elif shapes == "tape":
            for example in recorded[question, name]:
                test.hypothesis.inner_test(student=student, **example)  # type: ignore[attr-defined]
        else:
            test(student=student)


def record() -> None:
    """Writes our examples down for ``tape``."""
    hypothesis.settings.load_profile("judge")
    tape.pin_draws()
    examples = {(question, name): [example for _, example in tape.record(test, {"student": None})]
                for question in QUESTIONS for name, test in tests(module(question)) if tape.is_property(test)}
    TAPE.parent.mkdir(parents=True, exist_ok=True)
    TAPE.write_bytes(pickle.dumps(examples))
