"""Hidden properties of ``detect_edges(X, axis)``, 4 points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.testing import Array, Student, exactly, expect, pooled, spread
from autograder.convolution.bounds import corr2d_bound
from autograder.convolution.cases import arrays
from solutions.convolution import reference

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("corr2d",)

IMAGE = np.ones((6, 8), np.float32)
IMAGE[:, 2:6] = 0
#: An image with equal and with different neighbours, in both directions.
PLACES = np.array([[1, 1, 3, 0], [1, 4, 3, 3], [2, 4, 4, 0]], np.float32)


@st.composite
def images(draw: st.DrawFn, least: tuple[int, int]) -> Array:
    """An image with at least so many rows and columns."""
    small = st.tuples(st.integers(least[0], 5), st.integers(least[1], 5))
    pool = [(max(H, least[0]), max(W, least[1])) for H, W in ((3, 4), (4, 3), (1, 1))]
    shape = draw(spread(any=pooled(small, pool), thin=st.just(least), tall=st.just((13, 2)), wide=st.just((2, 13)),
                        square=st.just((5, 5)), larger=st.just((8, 7))))
    X = draw(arrays(shape))
    return draw(spread(any=st.just(X), close=st.just(np.float32(1000) + np.clip(X, -3, 3).round() / np.float32(256)),
                       tiny=st.just(X * np.float32(2.0 ** -40))))


@pytest.mark.points(1)
def test_worked_example(student: Student) -> None:
    """gives +1 in column 1 and −1 in column 5 on the worked image, and nothing on its transpose

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    edges = np.zeros((6, 7))
    edges[:, 1], edges[:, 5] = 1, -1
    expect.close(student.detect_edges(X=IMAGE, axis=1), edges, 1e-5)
    expect.close(student.detect_edges(IMAGE.T.copy(), 1), np.zeros((8, 5)), 1e-5)


@pytest.mark.points(1)
def test_places(student: Student) -> None:
    """is zero where neighbours are equal and nowhere else, with axis=1 along rows, with axis=0 along columns

    shape: There is one difference fewer than there are pixels along the axis.
    """
    for axis in (1, 0):
        answer = student.detect_edges(PLACES, axis)
        wanted = exactly(reference.detect_edges, PLACES, axis) != 0
        found = np.abs(expect.floats(answer, wanted.shape)) > 1e-4
        expect.that(bool((found == wanted).all()), answer,
                    f"different from zero at {_listed(wanted)}, and zero elsewhere",
                    f"different from zero at {_listed(found)}")


def _listed(places: Array) -> str:
    return ", ".join(str([int(side) for side in place]) for place in np.argwhere(places)) or "no place"


@pytest.mark.points(1)
@settings(max_examples=18)
@given(X=images((1, 2)))
def test_horizontal(student: Student, X: Array) -> None:
    """with axis=1, takes each pixel minus its right neighbour, X[i, j] − X[i, j + 1]"""
    expect.close(student.detect_edges(X, 1), exactly(reference.detect_edges, X, 1), _bound(X, 1))


@pytest.mark.points(1)
@settings(max_examples=18)
@given(X=images((2, 1)))
def test_vertical(student: Student, X: Array) -> None:
    """with axis=0, takes each pixel minus the one below, X[i, j] − X[i + 1, j]"""
    expect.close(student.detect_edges(X, 0), exactly(reference.detect_edges, X, 0), _bound(X, 0))


def _bound(X: Array, axis: int) -> Array:
    bound: Array = corr2d_bound(X, np.array([[1, -1]] if axis == 1 else [[1], [-1]], np.float32))
    return bound
