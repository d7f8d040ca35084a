"""Hidden properties of ``receptive_field(kernel_sizes)``, 4 points."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.judge import Student, expect
from solutions.convolution import reference

SIZES = st.tuples(st.integers(1, 7), st.integers(1, 7))
Stack = list[tuple[int, int]]


@pytest.mark.points(1)
@pytest.mark.stays("the simplest stacks are worth a point of their own")
@settings(max_examples=20)
@given(size=SIZES)
def test_single_layers(student: Student, size: tuple[int, int]) -> None:
    """of one layer is that layer's kernel size, (height, width)"""
    expect.integers(student.receptive_field([size]), size)


@pytest.mark.points(2)
@pytest.mark.stays("it is the definition")
@settings(max_examples=30)
@given(stack=st.lists(SIZES, min_size=2, max_size=8))
def test_stacks(student: Student, stack: Stack) -> None:
    """grows by h − 1 and w − 1 with each further layer

    Two layers of (2, 2) see (3, 3); L layers of (3, 3) see (2L + 1, 2L + 1).
    """
    expect.integers(student.receptive_field(stack), reference.receptive_field(stack))


@pytest.mark.points(1)
@pytest.mark.stays("the empty stack is worth a point of its own")
def test_empty_stack(student: Student) -> None:
    """of no layer at all is a single pixel, (1, 1)"""
    expect.integers(student.receptive_field([]), (1, 1))
