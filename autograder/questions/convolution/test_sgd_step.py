"""Hidden properties of ``sgd_step(K, X, Y, lr)``, 6 points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from autograder.judge import Student, expect
from autograder.questions.convolution.bounds import exactly, step_bounds
from autograder.questions.convolution.cases import Array, descents
from solutions.convolution import reference

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("corr2d",)

Descent = tuple[Array, Array, Array, float]


@pytest.mark.points(2)
@pytest.mark.stays("the loss is worth its own points")
@settings(max_examples=24)
@given(case=descents())
def test_loss(student: Student, case: Descent) -> None:
    """returns the squared error before the step, summed over the outputs, as a scalar

    The loss is sum((corr2d(X, K) − Y)**2) with the kernel that came in.
    """
    K, X, Y, lr = case
    _, loss = expect.pair(student.sgd_step(K, X, Y, lr), "K_new", "loss")
    expect.close(loss, exactly(reference.squared_error, K, X, Y), step_bounds(K, X, Y, lr)[1], "the loss")


@pytest.mark.points(3)
@pytest.mark.stays("the step is worth its own points")
@settings(max_examples=24)
@given(case=descents())
def test_update(student: Student, case: Descent) -> None:
    """moves the kernel by −lr times the gradient of the loss

    The gradient of a sum of squares carries a factor 2, and no division by the number of outputs.
    """
    K, X, Y, lr = case
    updated, _ = expect.pair(student.sgd_step(K, X, Y, lr), "K_new", "loss")
    wanted, _ = exactly(reference.sgd_step, K, X, Y, lr)
    expect.close(updated, wanted, step_bounds(K, X, Y, lr)[0], "K_new")


@pytest.mark.points(1)
@pytest.mark.stays("it is what learning ends in: no error, no step")
@settings(max_examples=8)
@given(case=descents())
def test_any_kernel(student: Student, case: Descent) -> None:
    """keeps the kernel where it is when the target is already met

    With Y = corr2d(X, K) the loss is zero, and so is its gradient.
    """
    K, X, _, lr = case
    Y = exactly(reference.corr2d, X, K).astype(np.float32)
    updated, loss = expect.pair(student.sgd_step(K, X, Y, lr), "K_new", "loss")
    bounds = step_bounds(K, X, Y, lr)
    expect.close(loss, 0.0, bounds[1], "the loss")
    expect.close(updated, K, bounds[0], "K_new")
