"""Hidden properties of ``corr2d_multi_in(X, K)``, 4 points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from assay.testing import Student, expect
from autograder.channels import sums
from autograder.channels.cases import Sliding, plain_stacks, single_stacks
from autograder.channels.own import Way, compiled, pulled, sound

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("output_shape", "pad2d", "corr2d_strided")

X1, K1 = np.arange(9, dtype=np.float32).reshape(3, 3), np.array([[0, 1], [2, 3]], np.float32)
WORKED = Sliding(np.stack([X1, X1 + 1]), np.stack([K1, K1 + 1]))
BOX = Sliding(WORKED.X, np.ones((2, 2, 2), np.float32))
SINGLE = Sliding(WORKED.X[:1], WORKED.K[:1])


@pytest.mark.points(1)
def test_worked_example(student: Student) -> None:
    """gives 56, 72, 104, 120 on the worked example

    shape: The channels are added up, so the output has no axis for them.

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    expect.close(student.corr2d_multi_in(X=WORKED.X, K=WORKED.K), [[56, 72], [104, 120]], 1e-4)


@pytest.mark.points(2)
@settings(max_examples=5)
@given(case=single_stacks("one_of_each", "two_in", "one_in", "one_out", "square"))
def test_values(student: Student, case: Sliding) -> None:
    """sums the cross-correlations of each channel with its own plane, for any number of channels

    values: Plane c of the kernel slides over channel c alone; then all channels are added up.

    shape: The channels are added up: what is left has shape (H − h + 1, W − w + 1).

    dtype: X and K are float32, and so is a sum of their products.
    """
    for each in (case, sums.filled_in(case)):
        known = sums.known(each)
        expect.close(student.corr2d_multi_in(each.X, each.K), known.answer, known.bound)


@pytest.mark.points(1)
@pytest.mark.fixed("wrong values are lost elsewhere")
@settings(max_examples=1)
@given(case=plain_stacks("two_in").map(lambda case: case._replace(K=case.K[0])))
def test_transforms(student: Student, case: Sliding) -> None:
    """works under jax.jit and lets jax.grad through X and K

    raised: Under jit and grad the arrays are tracers: their shapes are known, their values are not, so float(), if, and
    NumPy do not work on them. Use jnp.

    values: Where a gradient is zero, nothing leads back from the answer to that argument.
    """
    way = Way(student, "corr2d_multi_in")
    sound([(way, (each.X, each.K), sums.answer(each)) for each in (WORKED, BOX, SINGLE)])
    known = sums.known(case, gradients=True)
    compiled(way, (case.X, case.K), known)
    pulled(way, (case.X, case.K), known, sums.nearby(case))
