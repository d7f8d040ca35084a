"""Hidden properties of ``sgd_step(K, X, Y, lr)``, 6 points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from assay.testing import Answer, Array, Student, exactly, expect
from autograder.convolution.bounds import step_bounds
from autograder.convolution.cases import descents
from solutions.convolution import reference

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("corr2d",)

Descent = tuple[Array, Array, Array, float]
#: One for all properties, so that they ask the same.
DESCENTS = descents()


def stepped(student: Student, K: Array, X: Array, Y: Array, lr: float) -> tuple[Answer, Answer]:
    """The new kernel and the loss."""
    return expect.pair(student.sgd_step(K, X, Y, lr), "K_new", "loss")


def met(K: Array, X: Array, Y: Array) -> bool:
    """Whether there is no error: a slope there may be missing, and has a property of its own."""
    return not (exactly(reference.corr2d, X, K) - Y).any()


@pytest.mark.points(2)
@settings(max_examples=24)
@given(case=DESCENTS)
def test_loss(student: Student, case: Descent) -> None:
    """returns the squared error before the step, summed over the outputs, as a scalar

    values: The loss is sum((corr2d(X, K) − Y)**2) with the kernel that came in.

    shape: The sum over all outputs is a single number, of shape ().
    """
    K, X, Y, lr = case
    _, loss = stepped(student, *case)
    expect.close(loss, exactly(reference.squared_error, K, X, Y), step_bounds(K, X, Y, lr)[1], "the loss")


@pytest.mark.points(2)
@settings(max_examples=24)
@given(case=DESCENTS)
def test_update(student: Student, case: Descent) -> None:
    """moves the kernel by −lr times the gradient of the loss

    values: The gradient of a sum of squares carries a factor 2, and no division by the number of outputs.
    """
    K, X, Y, lr = case
    updated, _ = stepped(student, *case)
    if not met(K, X, Y):
        expect.close(updated, exactly(reference.sgd_step, K, X, Y, lr)[0], step_bounds(K, X, Y, lr)[0], "K_new")


@pytest.mark.points(1)
@settings(max_examples=16)
@given(case=DESCENTS)
def test_downhill(student: Student, case: Descent) -> None:
    """moves the kernel downhill, if not by the right length

    said: Against the gradient is downhill.
    """
    K, X, Y, lr = case
    kernel, _ = stepped(student, *case)
    moved = expect.floats(kernel, K.shape, "K_new") - K
    step = exactly(reference.sgd_step, K, X, Y, lr)[0] - K
    with np.errstate(all="ignore"):
        way = float(np.sum(moved * step))
    if np.sum(step * step) > 2 * np.sum(step_bounds(K, X, Y, lr)[0] * np.abs(step)):
        found = "a step that is none, or across the slope" if way == 0 else "a step uphill"
        expect.that(way > 0, kernel, "a step against the gradient of the loss", found)


@pytest.mark.points(1)
@settings(max_examples=8)
@given(case=DESCENTS)
def test_any_kernel(student: Student, case: Descent) -> None:
    """keeps the kernel where it is when the target is already met, and only then

    values: With Y = corr2d(X, K) the loss is zero, and so is its gradient.

    not_finite: Where all errors are zero, a root or a norm has no finite slope; the sum of squares has the slope zero.

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    K, X, Y, lr = case
    moved = stepped(student, *case)[0]
    if (np.abs(exactly(reference.sgd_step, K, X, Y, lr)[0] - K) > step_bounds(K, X, Y, lr)[0]).all():
        still = np.array_equal(expect.shape(moved, K.shape, "K_new"), K)
        expect.that(not still, moved, "another kernel, as the target is not met", "the kernel that came in")
    Y = exactly(reference.corr2d, X, K).astype(np.float32)
    updated, loss = expect.pair(student.sgd_step(K=K, X=X, Y=Y, lr=lr), "K_new", "loss")
    bounds = step_bounds(K, X, Y, lr)
    expect.close(loss, 0.0, bounds[1], "the loss")
    expect.close(updated, K, bounds[0], "K_new")
