"""Hidden properties of ``corr2d_strided(X, K, padding=(0, 0), stride=(1, 1))``, 8 points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from assay.testing import Student, expect
from autograder.channels import sums
from autograder.channels.cases import Sliding, plain_slidings, slidings
from autograder.channels.own import Way, compiled, pulled
from autograder.channels.own import sound as some_right
from autograder.channels.truth import NONE, ONE

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("output_shape", "pad2d")

#: The worked example, and a kernel that looks the same from all sides.
WORKED = Sliding(np.arange(9, dtype=np.float32).reshape(3, 3), np.array([[0, 1], [2, 3]], np.float32), (1, 1), (3, 2))
PLAIN = Sliding(WORKED.X, WORKED.K)
BOX = Sliding(WORKED.X, np.ones((2, 2), np.float32))
#: One for two properties, so that they ask the same.
CASES = slidings()


def sound(student: Student) -> None:
    """Whether something of it is right, so that more can be asked."""
    way = Way(student, "corr2d_strided", padding=NONE, stride=ONE)
    some_right([(way, (case.X, case.K), sums.answer(case)) for case in (PLAIN, BOX)])


@pytest.mark.points(1)
def test_worked_example(student: Student) -> None:
    """gives 0, 8, 6, 8 on the worked example

    shape: With padding (1, 1) the image has 5 rows and 5 columns; steps of (3, 2) leave rows 0 and 3, columns 0 and 2.

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    expect.close(student.corr2d_strided(**WORKED._asdict()), [[0, 8], [6, 8]], 1e-4)


@pytest.mark.points(1)
@settings(max_examples=5)
@given(case=slidings("leftover", "one_pixel", "uneven"))
def test_plain(student: Student, case: Sliding) -> None:
    """without padding and stride, is the plain cross-correlation

    values: Y[i, j] is the sum over a and b of X[i + a, j + b] * K[a, b]; the kernel is not turned.

    raised TypeError: padding and stride may be left out: they are then (0, 0) and (1, 1).

    shape: Left out, padding is (0, 0) and stride (1, 1).
    """
    plain = Sliding(case.X, case.K)
    known = sums.known(plain)
    expect.close(student.corr2d_strided(case.X, case.K), known.answer, known.bound)


@pytest.mark.points(1)
@settings(max_examples=5)
@given(case=slidings("uneven", "larger_kernel", "one_row"))
def test_padding(student: Student, case: Sliding) -> None:
    """with padding alone, cross-correlates the image within its frame of zeros

    values: padding is (rows above and below, columns left and right), and what lies there is zero.

    shape: Each side grows by twice its padding before the kernel slides; it may fit only then.
    """
    known = sums.known(Sliding(case.X, case.K, case.padding))
    expect.close(student.corr2d_strided(case.X, case.K, padding=case.padding, stride=ONE), known.answer, known.bound)


@pytest.mark.points(1)
@settings(max_examples=5)
@given(case=slidings("leftover", "one_column", "long_stride"))
def test_stride(student: Student, case: Sliding) -> None:
    """with stride alone, takes every s-th row and every t-th column of the plain output, from the first

    values: stride is (down, to the right), and the window in the first row and column always counts.

    shape: The window starts at 0, s, 2s, … as long as it fits: (n − k) // s + 1 times.
    """
    known = sums.known(Sliding(case.X, case.K, stride=case.stride))
    expect.close(student.corr2d_strided(case.X, case.K, padding=NONE, stride=case.stride), known.answer, known.bound)


@pytest.mark.points(1)
@pytest.mark.fixed("zeros have the right shape too")
@settings(max_examples=8)
@given(case=CASES)
def test_shape(student: Student, case: Sliding) -> None:
    """answers with the shape that output_shape says"""
    expect.shape(student.corr2d_strided(*case), sums.shape(case))


@pytest.mark.points(1)
@settings(max_examples=8)
@given(case=CASES)
def test_values(student: Student, case: Sliding) -> None:
    """agrees with the definition, padding and stride together

    values: First the frame of zeros, then windows from its upper left corner on, s rows and t columns apart.

    dtype: X and K are float32, and so is a sum of their products.
    """
    for each in (case, sums.filled_in(case)):
        known = sums.known(each)
        expect.close(student.corr2d_strided(*each), known.answer, known.bound)


@pytest.mark.points(1)
@pytest.mark.fixed("wrong values are lost elsewhere")
@settings(max_examples=1)
@given(case=plain_slidings("uneven"))
def test_jit(student: Student, case: Sliding) -> None:
    """gives the same under jax.jit, with padding and stride static

    raised: Under jit the arrays are tracers: their shapes are known, their values are not. float(), if, and np.asarray
    on values do not work there. padding and stride are plain tuples, as without jit: leave them out of jnp.
    """
    sound(student)
    way = Way(student, "corr2d_strided", padding=case.padding, stride=case.stride)
    compiled(way, (case.X, case.K), sums.known(case))


@pytest.mark.points(1)
@pytest.mark.fixed("wrong values are lost elsewhere")
@settings(max_examples=1)
@given(case=plain_slidings("worked"))
def test_gradients(student: Student, case: Sliding) -> None:
    """lets jax.grad through both arguments

    raised: jax.grad follows jnp operations from X and K to the answer. It does not go through NumPy, through float() or
    int() of a value, nor backwards through while_loop or a callback.

    values: Where a gradient is zero, nothing leads back from the answer to that argument: stop_gradient, rounding and
    whole numbers cut the way.
    """
    sound(student)
    way = Way(student, "corr2d_strided", padding=case.padding, stride=case.stride)
    pulled(way, (case.X, case.K), sums.known(case, gradients=True), sums.nearby(case))
