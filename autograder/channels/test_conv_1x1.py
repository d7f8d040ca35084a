"""Hidden properties of ``conv_1x1(X, K)``, 4 points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from assay.testing import Student, expect
from autograder.channels import sums
from autograder.channels.cases import Sliding, mixtures, plain_stacks
from autograder.channels.own import Way, compiled, pulled, sound

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("output_shape", "pad2d", "corr2d_strided", "corr2d_multi_in", "corr2d_multi_in_out")

X1 = np.arange(4, dtype=np.float32).reshape(2, 2)
WORKED = Sliding(np.stack([X1, X1 + 5]), np.array([[1, 0], [0.5, 0.5], [-1, 1]], np.float32))
BOX = Sliding(WORKED.X, np.ones((2, 2), np.float32))


@pytest.mark.points(1)
@settings(max_examples=5)
@given(case=mixtures("two_in", "one_of_each", "one_out"))
def test_single_output(student: Student, case: Sliding) -> None:
    """with one row of weights, adds the channels up with these weights

    values: With K of shape (1, C), Y[0] is the sum over c of K[0, c] * X[c].

    shape: The axis for the channels that come out stays, also where there is one: (1, H, W).

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    known = sums.known(case)
    expect.close(student.conv_1x1(X=case.X, K=case.K), known.answer, known.bound)


@pytest.mark.points(2)
@settings(max_examples=6)
@given(case=mixtures())
def test_values(student: Student, case: Sliding) -> None:
    """mixes the channels at each place, with a row of weights for each channel that comes out

    values: Y[d, i, j] is the sum over c of K[d, c] * X[c, i, j]: nothing moves from one place to another.

    shape: K has shape (D, C): D channels come out, as large as those that came in.

    dtype: X and K are float32, and so is a sum of their products.
    """
    check(student, case)


def check(student: Student, case: Sliding) -> None:
    """The answer agrees with the definition, also on numbers that hide nothing."""
    for each in (case, sums.filled_in(case)):
        known = sums.known(each)
        expect.close(student.conv_1x1(each.X, each.K), known.answer, known.bound)


@pytest.mark.points(1)
@pytest.mark.fixed("wrong values are lost elsewhere")
@settings(max_examples=1)
@given(case=plain_stacks("more_out").map(lambda case: case._replace(K=case.K[:, :, 0, 0].copy())))
def test_transforms(student: Student, case: Sliding) -> None:
    """works under jax.jit and lets jax.grad through X and K

    raised: Under jit and grad the arrays are tracers: their shapes are known, their values are not, so float(), if, and
    NumPy do not work on them. Use jnp.

    values: Where a gradient is zero, nothing leads back from the answer to that argument.
    """
    way = Way(student, "conv_1x1")
    sound([(way, (each.X, each.K), sums.answer(each)) for each in (WORKED, BOX)])
    known = sums.known(case, gradients=True)
    compiled(way, (case.X, case.K), known)
    pulled(way, (case.X, case.K), known, sums.nearby(case))
