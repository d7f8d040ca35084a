"""Hidden properties of ``corr2d_multi_in_out(X, K)``, 6 points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from assay.testing import Student, expect
from autograder.channels import sums
from autograder.channels.cases import Sliding, plain_stacks, stacks
from autograder.channels.own import Way, compiled, pulled
from autograder.channels.own import sound as some_right

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("output_shape", "pad2d", "corr2d_strided", "corr2d_multi_in")

X1, K1 = np.arange(9, dtype=np.float32).reshape(3, 3), np.array([[0, 1], [2, 3]], np.float32)
X2, K2 = np.stack([X1, X1 + 1]), np.stack([K1, K1 + 1])
WORKED = Sliding(X2, np.stack([K2, K2[::-1]]))
BOX = Sliding(X2, np.ones((2, 2, 2, 2), np.float32))
SINGLE = Sliding(X2[:1], WORKED.K[:1, :1])
#: One for two properties, so that they ask the same.
CASES = stacks()


def sound(student: Student) -> None:
    """Whether something of it is right, so that more can be asked."""
    way = Way(student, "corr2d_multi_in_out")
    some_right([(way, (case.X, case.K), sums.answer(case)) for case in (WORKED, BOX, SINGLE)])


@pytest.mark.points(1)
@pytest.mark.fixed("zeros have the right shape too")
@settings(max_examples=6)
@given(case=CASES)
def test_shape(student: Student, case: Sliding) -> None:
    """answers with shape (D, H − h + 1, W − w + 1)

    shape: K has shape (D, C, h, w): each of its D kernels writes one channel, so D comes first. The C channels that
    come in are added up.
    """
    expect.shape(student.corr2d_multi_in_out(case.X, case.K), sums.shape(case))


@pytest.mark.points(1)
@settings(max_examples=5)
@given(case=stacks("two_in", "one_of_each", "one_out"))
def test_single_kernel(student: Student, case: Sliding) -> None:
    """with a single kernel, is corr2d_multi_in as its one channel

    values: With D = 1, channel 0 of the output is the sum over channels of X[c] with K[0, c].

    shape: D is 1 here, and its axis stays: (1, H − h + 1, W − w + 1).

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    known = sums.known(case)
    expect.close(student.corr2d_multi_in_out(X=case.X, K=case.K), known.answer, known.bound)


@pytest.mark.points(2)
@settings(max_examples=6)
@given(case=CASES)
def test_values(student: Student, case: Sliding) -> None:
    """computes channel d from all channels that come in, with kernel d

    values: Y[d, i, j] is the sum over c, a and b of X[c, i + a, j + b] * K[d, c, a, b].

    shape: K has shape (D, C, h, w): each of its D kernels writes one channel, so D comes first.

    dtype: X and K are float32, and so is a sum of their products.
    """
    check(student, case)


def check(student: Student, case: Sliding) -> None:
    """The answer agrees with the definition, also on numbers that hide nothing."""
    for each in (case, sums.filled_in(case)):
        known = sums.known(each)
        expect.close(student.corr2d_multi_in_out(each.X, each.K), known.answer, known.bound)


@pytest.mark.points(1)
@pytest.mark.fixed("wrong values are lost elsewhere")
@settings(max_examples=1)
@given(case=plain_stacks("more_out"))
def test_jit(student: Student, case: Sliding) -> None:
    """gives the same under jax.jit

    raised: Under jit the arrays are tracers: their shapes are known, their values are not. float(), if, and np.asarray
    on values do not work there.
    """
    sound(student)
    compiled(Way(student, "corr2d_multi_in_out"), (case.X, case.K), sums.known(case))


@pytest.mark.points(1)
@pytest.mark.fixed("wrong values are lost elsewhere")
@settings(max_examples=1)
@given(case=plain_stacks("more_out"))
def test_gradients(student: Student, case: Sliding) -> None:
    """lets jax.grad through X and K

    raised: jax.grad follows jnp operations from X and K to the answer. It does not go through NumPy, through float() or
    int() of a value, nor backwards through while_loop or a callback.

    values: Where a gradient is zero, nothing leads back from the answer to that argument: stop_gradient, rounding and
    whole numbers cut the way.
    """
    sound(student)
    way = Way(student, "corr2d_multi_in_out")
    pulled(way, (case.X, case.K), sums.known(case, gradients=True), sums.nearby(case))
