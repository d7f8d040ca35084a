"""Hidden properties of ``center(x)``, 4 points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.testing import Student, expect, spread
from solutions.hello import reference

Array = np.ndarray[Any, Any]
LENGTHS = spread(one=st.just(1), two=st.just(2), some=st.integers(3, 9), many=st.just(40))


@st.composite
def vectors(draw: st.DrawFn) -> Array:
    """Vectors of small whole numbers, of shape (n,), float32: their sums are exact."""
    length = draw(LENGTHS)
    return np.array(draw(st.lists(st.integers(-99, 99), min_size=length, max_size=length)), np.float32)


@pytest.mark.points(1)
@settings(max_examples=12)
@given(x=vectors())
def test_shape(student: Student, x: Array) -> None:
    """answers with shape (n,), as long as the vector

    shape: One number goes in, one comes out, for each place of the vector.
    """
    expect.shape(student.center(x), x.shape)


@pytest.mark.points(3)
@settings(max_examples=16)
@given(x=vectors())
def test_values(student: Student, x: Array) -> None:
    """subtracts the mean from every number

    values: Add up all numbers, divide by how many there are, and subtract that from each.
    """
    expect.close(student.center(x), reference.center(x), tolerance=1e-4)
