"""Hidden properties of ``output_shape(shape, kernel, padding, stride)``, 4 points."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.testing import Student, expect, spread
from autograder.channels.truth import NONE, ONE, Pair, output_shape

Sides = tuple[Pair, Pair, Pair, Pair]
PADDINGS = spread(both=st.just((1, 2)), down=st.just((3, 0)), across=st.just((0, 2)),
                  any=st.tuples(st.integers(0, 5), st.integers(0, 5)))
STRIDES = spread(both=st.just((2, 3)), down=st.just((4, 1)), across=st.just((1, 5)), long=st.just((40, 70)),
                 any=st.tuples(st.integers(2, 9), st.integers(2, 9)))


@st.composite
def sides(draw: st.DrawFn, paddings: st.SearchStrategy[Pair], strides: st.SearchStrategy[Pair]) -> Sides:
    """(shape, kernel, padding, stride), where the kernel fits into the padded image, at times only there."""
    (p, q), kernel = draw(paddings), (draw(st.integers(1, 9)), draw(st.integers(1, 9)))
    least = max(1, kernel[0] - 2 * p), max(1, kernel[1] - 2 * q)
    more = draw(spread(some=st.tuples(st.integers(1, 30), st.integers(1, 30)), tall=st.just((31, 2)),
                       wide=st.just((3, 44)), large=st.tuples(st.integers(900, 2000), st.integers(900, 2000)),
                       none=st.just((0, 0))))
    return (least[0] + more[0], least[1] + more[1]), kernel, (p, q), draw(strides)


def check(student: Student, case: Sides) -> None:
    """The answer is the number of windows, counted."""
    expect.integers(student.output_shape(*case), output_shape(*case))


@pytest.mark.points(1)
@settings(max_examples=15)
@given(case=sides(st.just(NONE), st.just(ONE)))
def test_plain(student: Student, case: Sides) -> None:
    """without padding and with stride 1, is (H − h + 1, W − w + 1)

    values: A window of length k has n − k + 1 places along a side of length n.

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    shape, kernel, padding, stride = case
    answer = student.output_shape(shape=shape, kernel=kernel, padding=padding, stride=stride)
    expect.integers(answer, output_shape(*case))


@pytest.mark.points(1)
@settings(max_examples=15)
@given(case=sides(PADDINGS, st.just(ONE)))
def test_padding(student: Student, case: Sides) -> None:
    """counts the padding on both sides of each axis

    values: Padding p adds p zeros before and p after, so the side grows by 2p.
    """
    check(student, case)


@pytest.mark.points(1)
@settings(max_examples=15)
@given(case=sides(st.just(NONE), STRIDES))
def test_stride(student: Student, case: Sides) -> None:
    """counts the first place and every further one where the window still fits

    values: Steps of s fit (n − k) // s times behind the first place: rounded down, and one for the first place itself.

    structure: The answer is a pair of whole numbers.
    """
    check(student, case)


@pytest.mark.points(1)
@settings(max_examples=15)
@given(case=sides(PADDINGS, STRIDES))
def test_together(student: Student, case: Sides) -> None:
    """is (n + 2p − k) // s + 1 along each axis, padding and stride together

    values: Pad first, then step: the padding counts before the division.
    """
    check(student, case)
