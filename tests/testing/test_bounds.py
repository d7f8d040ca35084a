"""True answers: in float64, known again by the bits of what was asked, and nobody's to change."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from assay.testing import Array, exactly
from assay.testing.bounds import REMEMBERED


def reciprocal(X: Any) -> Any:
    """Tells the zeros apart."""
    return 1 / X


def plus(X: Any, more: int) -> Any:
    """An array and a constant."""
    return X + more


def ranked(X: Any, places: Any, *, kind: str) -> tuple[Any, Any]:
    """Two answers, of which the second is of whole numbers."""
    return jnp.sort(X) if kind == "values" else -jnp.sort(-X), places


def array(*values: float) -> Array:
    """Numbers as they are handed to students."""
    return np.array(values, np.float32)


def test_what_was_asked_before_has_the_same_answer() -> None:
    first, again = exactly(plus, array(1, 2), 3), exactly(plus, array(1, 2), 3)
    assert first.dtype == np.float64
    assert first.tolist() == again.tolist() == [4, 5]
    assert exactly(plus, array(1, 2), 4).tolist() == [5, 6]


def test_arguments_are_told_apart_by_all_their_bits() -> None:
    assert exactly(reciprocal, array(0.0)) == np.inf
    assert exactly(reciprocal, array(-0.0)) == -np.inf
    assert exactly(plus, np.array([1, 2], np.int32), 1).dtype.kind == "i"
    assert exactly(plus, array(1, 2), 1).dtype.kind == "f"
    assert exactly(plus, array(1, 2, 3, 4), 1).shape == (4,)
    assert exactly(plus, np.zeros((0, 4), np.float32), 1).shape == (0, 4)
    assert exactly(plus, array(1, 2, 3, 4).reshape(2, 2), 1).shape == (2, 2)


def test_an_array_of_another_order_in_memory_is_the_array_that_it_shows() -> None:
    X = array(1, 2, 3, 4).reshape(2, 2)
    assert exactly(plus, X.T, 0).tolist() == [[1, 3], [2, 4]]
    assert exactly(plus, X, 0).tolist() == [[1, 2], [3, 4]]


def test_what_is_named_counts_too() -> None:
    places = np.array([2, 0, 1])
    up, kept = exactly(ranked, array(3, 1, 2), places, kind="values")
    down, _ = exactly(ranked, array(3, 1, 2), places, kind="other")
    assert (up.tolist(), down.tolist(), kept.tolist(), kept.dtype.kind) == ([1, 2, 3], [3, 2, 1], [2, 0, 1], "i")


@pytest.mark.parametrize("count", [2, REMEMBERED])
def test_no_test_can_change_what_another_will_be_told(count: int) -> None:
    answer = exactly(plus, np.zeros(count, np.float32), 1)
    with pytest.raises(ValueError, match="read-only"):
        answer[0] = 7
    assert exactly(plus, np.zeros(count, np.float32), 1)[0] == 1
