"""Hidden properties of ``corr2d(X, K)``, 12 points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings

from assay.testing import Answer, Array, Student, exactly, expect
from autograder.convolution import own
from autograder.convolution.bounds import corr2d_bound, pull, pull_bounds
from autograder.convolution.cases import images_and_kernels, kernels
from autograder.convolution.own import G0, K0, X0, Y0
from solutions.convolution import reference

Case = tuple[Array, Array]
#: An image and a kernel with many rows, and with few numbers, as some add up one product at a time.
LONG = own.filled(np.zeros((50, 2)), np.zeros((14, 1)))


def size(X: Array, K: Array) -> tuple[int, int]:
    """The shape of the answer."""
    return X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1


def check(answer: Answer, X: Array, K: Array) -> None:
    """The answer agrees with the definition."""
    expect.close(answer, exactly(reference.corr2d, X, K), corr2d_bound(X, K))


def right(student: Student, X: Array, K: Array) -> bool:
    """Whether the plain call agrees with the definition, here and, where all is zero, on other numbers."""
    if not expect.holds(lambda: check(student.corr2d(X, K), X, K)):
        return False
    return bool(exactly(reference.corr2d, X, K).any()) or right(student, *own.filled(X, K))


@pytest.mark.points(1)
def test_worked_example(student: Student) -> None:
    """gives 19, 25, 37, 43 on the worked example

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    expect.close(student.corr2d(X=X0, K=K0), Y0, 1e-4)


@pytest.mark.points(2)
@pytest.mark.fixed("zeros have the right shape too")
@settings(max_examples=26)
@given(case=images_and_kernels())
def test_shape(student: Student, case: Case) -> None:
    """answers with shape (H − h + 1, W − w + 1)

    shape: The kernel stays inside the image: it has H − h + 1 places down and W − w + 1 places across.
    """
    expect.shape(student.corr2d(*case), size(*case))


@pytest.mark.points(4)
@settings(max_examples=26)
@given(case=images_and_kernels())
@example(case=LONG)
def test_values(student: Student, case: Case) -> None:
    """agrees with the definition on images and kernels of every shape

    values: Y[i, j] is the sum over a and b of X[i + a, j + b] * K[a, b].

    shape: The kernel stays inside the image: it has H − h + 1 places down and W − w + 1 places across.

    dtype: X and K are float32, and so is a sum of their products.
    """
    check(student.corr2d(*case), *case)


@pytest.mark.points(1)
@pytest.mark.fixed("wrong values are lost elsewhere")
@settings(max_examples=6)
@given(case=images_and_kernels("square"), other=kernels((5, 5)))
def test_purity(student: Student, case: Case, other: Array) -> None:
    """gives equal answers to equal inputs, whatever came between

    changes: A function of X and K alone keeps nothing from one call to the next.
    """
    own.sound(student)
    X, K = case
    if not expect.holds(lambda: expect.shape(student.corr2d(X, K), size(X, K))):
        return  # values are lost elsewhere
    before = student.corr2d(X, K)
    expect.holds(lambda: student.corr2d(other, K) if K.shape <= other.shape else None)
    again = student.corr2d.twice(X, K)
    expect.same(again)
    expect.unchanged(before, again.part(0))


SMALL = ("one_pixel", "one_row", "one_column", "kernel_fills_image", "even_square")


@pytest.mark.points(2)
@pytest.mark.fixed("wrong values are lost elsewhere")
@settings(max_examples=12)
@given(case=images_and_kernels("one_pixel", "one_row", "fresh", "kernel_fills_image", "even_square"))
def test_jit(student: Student, case: Case) -> None:
    """gives the same under jax.jit

    raised: Under jit the arrays are tracers: their shapes are known, their values are not. float(), if, and np.asarray
    on values do not work there, nor does in one call what another call has kept.
    """
    own.sound(student)
    X, K = case
    expect.holds(lambda: student.corr2d.jit(X, K))  # before the plain call, which then meets what was traced
    if right(student, X, K):
        check(student.corr2d.jit(X, K), X, K)
        return
    expect.answers(lambda: student.corr2d(X, K), "UnexpectedTracerError")  # what the call under jit has left behind
    if expect.holds(lambda: own.numbers(student.corr2d(X, K), size(X, K))):
        plain, traced = student.corr2d(X, K), student.corr2d.jit(X, K)
        same = own.alike(own.numbers(traced, size(X, K)), own.numbers(plain, size(X, K)))
        expect.that(same, traced, f"as without jax.jit, {expect.shown(plain)}", expect.shown(traced))


@pytest.mark.points(2)
@pytest.mark.fixed("wrong values are lost elsewhere")
@settings(max_examples=12)
@given(case=images_and_kernels(*SMALL))
def test_gradients(student: Student, case: Case) -> None:
    """lets jax.grad through both arguments

    raised: jax.grad follows jnp operations from X and K to the answer. It does not go through NumPy, through float() or
    int() of a value, nor backwards through while_loop or a callback.

    values: Where a gradient is zero, nothing leads back from the answer to that argument: stop_gradient, rounding and
    whole numbers cut the way.

    not_finite: A slope is not finite where a root or a division meets zero, for example.
    """
    own.sound(student)
    if not (right(student, X0, K0) and right(student, *own.filled(X0, K0))):
        own_gradients(student)
        return
    for X, K in ((X0, own.BOX), case if right(student, *case) else (X0, K0)):
        true_gradients(student, X, K)


def true_gradients(student: Student, X: Array, K: Array) -> None:
    """The gradients are those of the definition, and the answer beside them is right."""
    G = np.resize(np.array([1, -2, 3, 0.5], np.float32), size(X, K))
    answer = student.corr2d.vjp(X, K, cotangent=G)
    check(answer.part(0), X, K)
    by_image, by_kernel = expect.pair(answer.part(1), "by X", "by K")
    wanted, bounds = pull(reference.corr2d, (X, K), G), pull_bounds(X, K, G)
    expect.close(by_image, wanted[0], bounds[0], "the gradient by X")
    expect.close(by_kernel, wanted[1], bounds[1], "the gradient by K")


def own_gradients(student: Student) -> None:
    """Where the worked example's values are wrong, the gradients are at least those of what was computed."""
    answer = student.corr2d.vjp(X0, K0, cotangent=G0)
    by_image, by_kernel = expect.pair(answer.part(1), "by X", "by K")
    gradients = own.numbers(by_image, X0.shape), own.numbers(by_kernel, K0.shape)
    fit = own.fit(lambda X, K: own.numbers(student.corr2d(X, K), Y0.shape), (X0, K0), gradients, G0)
    expect.that(fit, answer, "gradients that fit your own answers near this X and K", "gradients that do not")
