"""The example that students see: one declaration gives the notebook's check and a property."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import strategies as st

from assay.judge.verdict import Outcome
from assay.testing import Question, arguments
from tests.testing.tiny import judged_in

LONG = "the example's answer is no number and no array of up to 48 numbers"
X = np.array([[1, 2.5], [0.1, -3]], np.float32)


def scaled(X: Any, by: Any = 2) -> Any:
    return X * by


def question(shown: Any, reference: Any = scaled, **more: Any) -> Question:
    return Question("f", reference, st.nothing(), shown=shown, **more)


@pytest.mark.parametrize("asked, arrays, text", [
    (question(arguments(X, by=3)), "jax",
     "assert jnp.allclose(f(jnp.array([[1., 2.5], [0.1, -3.]]), by=3), jnp.array([[3., 7.5], [0.3, -9.]])), "
     "'f(jnp.array([[1., 2.5], [0.1, -3.]]), by=3) should be [[3., 7.5], [0.3, -9.]]'"),
    (question((X[0],), lambda X: X.sum(), bound=0.01), "jax",
     "assert jnp.allclose(f(jnp.array([1., 2.5])), 3.5, atol=0.01), 'f(jnp.array([1., 2.5])) should be 3.5'"),
    (question((X[0],)), "numpy", "assert np.allclose(f(np.array([1.0, 2.5], np.float32)), "
                                 "np.array([2.0, 5.0], np.float32)), "
                                 "'f(np.array([1.0, 2.5], np.float32)) should be [2., 5.]'"),
    (question(([1, "a"],), len, exact=True), "python", "assert f([1, 'a']) == 2, \"f([1, 'a']) should be 2\""),
    (question((0.5,)), "python", "assert abs(f(0.5) - 1.) <= 1e-06, 'f(0.5) should be 1.'"),
])
def test_a_check_says_what_should_be_and_holds_for_the_reference(asked: Question, arrays: str, text: str) -> None:
    assert asked.as_check(arrays) == text
    exec(text, {"jnp": jnp, "np": np, "f": asked.reference})
    with pytest.raises(AssertionError, match="should be"):
        exec(text, {"jnp": jnp, "np": np, "f": lambda *_, **__: -7})


@pytest.mark.parametrize("asked, arrays, why", [
    (question((np.zeros((40, 40), np.float32),)), "numpy", "the example is too large to be shown"),
    (question((np.zeros(60, np.float32),)), "jax", LONG),
    (question((X,), lambda X: (X, X)), "numpy", LONG),
    (question((X,)), "python", "a list of numbers that need not be exact"),
])
def test_what_cannot_be_read_in_a_notebook_is_refused(asked: Question, arrays: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        asked.as_check(arrays)


def test_a_question_without_an_example_has_no_such_property() -> None:
    with pytest.raises(ValueError, match=r"f shows no example: declare it with shown=arguments\(…\)"):
        question(None).example(points=1)


TESTS = """
import numpy as np
from hypothesis import strategies as st
from assay.testing import Question, arguments, draw
from solutions.tiny import reference
Q = Question("f", reference.f, st.tuples(draw.arrays((2, 3))), shown=np.array([1, 2], np.float32))
test_example = Q.example(points=1)
test_values = Q.values(points=2)
"""


@pytest.mark.usefixtures("as_before")
@pytest.mark.parametrize("function, kept", [
    (lambda X: X * 2, {"example", "values"}), (lambda X: X, set()),
    (lambda X: X + jnp.array([1.0, 2]) if X.shape == (2,) else X, {"example"})])
def test_the_property_asks_for_the_example(tmp_path: Path, function: Any, kept: set[str]) -> None:
    found = judged_in(tmp_path, {"test_f.py": TESTS}, "def f(X):\n    return 2 * X\n", {"f": function})
    assert found.faults == []
    assert {name for name, each in found.results["f"].items() if each.outcome == Outcome.EARNED} == kept
    assert found.results["f"]["example"].sentence == "gives the right values on the notebook's example"
