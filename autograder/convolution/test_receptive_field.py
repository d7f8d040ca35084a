"""Hidden properties of ``receptive_field(kernel_sizes)``, 4 points."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.testing import Student, expect, spread
from solutions.convolution import reference

SIZES = spread(small=st.tuples(st.integers(1, 7), st.integers(1, 7)),
               large=st.tuples(st.integers(1, 64), st.integers(1, 64)))
Stack = list[tuple[int, int]]


def field(student: Student, stack: Stack) -> tuple[int, int]:
    """The student's answer to a stack, as whole numbers."""
    answer = student.receptive_field(stack)
    found = expect.row(answer.value, 2) or []
    if len(found) != 2 or not all(isinstance(side, (int, float)) and side == side // 1 for side in found):
        expect.integers(answer, reference.receptive_field(stack))
    return int(found[0]), int(found[1])


@pytest.mark.points(1)
@settings(max_examples=16)
@given(size=SIZES)
def test_single_layers(student: Student, size: tuple[int, int]) -> None:
    """of one layer is that layer's kernel size, (height, width)

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    expect.integers(student.receptive_field(kernel_sizes=[size]), size)


#: Stacks of a few layers and of many.
STACKS = spread(few=st.lists(SIZES, min_size=2, max_size=8), many=st.lists(SIZES, min_size=20, max_size=20),
                deep=st.builds(lambda size: [size] * 200, SIZES))


@pytest.mark.points(1)
@settings(max_examples=12)
@given(stack=STACKS)
def test_stacks(student: Student, stack: Stack) -> None:
    """of any stack is 1 and the sum of h − 1, 1 and the sum of w − 1

    values: Two layers of (2, 2) see (3, 3); L layers of (3, 3) see (2L + 1, 2L + 1).
    said: pop, sort and append change the caller's list. A copy, list(kernel_sizes), is yours to change.
    """
    expect.integers(student.receptive_field(stack), reference.receptive_field(stack))
    expect.untouched(student.receptive_field.after(stack), stack)


@pytest.mark.points(1)
@settings(max_examples=12)
@given(stack=STACKS)
def test_growth(student: Student, stack: Stack) -> None:
    """grows by h − 1 rows and w − 1 columns with each further layer

    said: The order of the layers does not matter, and no layer changes what another one adds.
    """
    h, w = stack[-1]
    small, large = field(student, stack[:-1]), field(student, stack)
    grown = large[0] - small[0], large[1] - small[1]
    expect.that(grown == (h - 1, w - 1), student.receptive_field(stack),
                f"{h - 1} rows and {w - 1} columns more than without the last layer", f"{grown[0]} and {grown[1]} more")


@pytest.mark.points(1)
def test_empty_stack(student: Student) -> None:
    """of no layer at all is a single pixel, (1, 1), and of a layer it is more"""
    expect.integers(student.receptive_field([]), (1, 1))
    layer = student.receptive_field([(3, 5)])
    more = expect.row(layer.value, 2) not in (None, [1, 1])
    expect.that(more, layer, "more than a single pixel", expect.shown(layer))
