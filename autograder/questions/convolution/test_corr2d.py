"""Hidden properties of ``corr2d(X, K)``, 12 points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from autograder.judge import Student, expect
from autograder.questions.convolution.bounds import corr2d_bound, exactly, pull, pull_bounds
from autograder.questions.convolution.cases import Array, images_and_kernels, kernels
from solutions.convolution import reference

X0 = np.array([[0, 1, 2], [3, 4, 5], [6, 7, 8]], np.float32)
K0 = np.array([[0, 1], [2, 3]], np.float32)


@pytest.mark.points(1)
@pytest.mark.stays("it is what the student has seen, and tells them that the judge and the notebook agree")
def test_worked_example(student: Student) -> None:
    """gives 19, 25, 37, 43 on the worked example"""
    expect.close(student.corr2d(X0, K0), [[19, 25], [37, 43]], 1e-4)


@pytest.mark.points(2)
@pytest.mark.stays("a right shape is worth points when the values are wrong")
@settings(max_examples=26)
@given(case=images_and_kernels())
def test_shape(student: Student, case: tuple[Array, Array]) -> None:
    """answers with shape (H − h + 1, W − w + 1)

    The kernel stays inside the image: it has H − h + 1 places down and W − w + 1 places across.
    """
    X, K = case
    expect.shape(student.corr2d(X, K), (X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1))


@pytest.mark.points(4)
@pytest.mark.stays("it is the definition; the others are its shadows")
@settings(max_examples=39)
@given(case=images_and_kernels())
def test_values(student: Student, case: tuple[Array, Array]) -> None:
    """agrees with the definition on images and kernels of every shape

    Y[i, j] is the sum over a and b of X[i + a, j + b] * K[a, b].
    """
    X, K = case
    expect.close(student.corr2d(X, K), exactly(reference.corr2d, X, K), corr2d_bound(X, K))


@pytest.mark.points(1)
@pytest.mark.stays("it gives state its own name; values then fail as well")
@settings(max_examples=6)
@given(case=images_and_kernels("square"), other=kernels((5, 5)))
def test_purity(student: Student, case: tuple[Array, Array], other: Array) -> None:
    """gives equal answers to equal inputs, whatever came between

    A function of X and K alone keeps nothing from one call to the next.
    """
    X, K = case
    before = student.corr2d(X, K)
    student.corr2d(other, K) if K.shape <= other.shape else None
    again = student.corr2d.twice(X, K)
    expect.same(again)
    expect.unchanged(before, again.part(0))


SMALL = ("one_pixel", "one_row", "one_column", "kernel_fills_image", "even_square")


@pytest.mark.points(2)
@pytest.mark.stays("a wrong value fails here too; a right one that cannot be compiled fails only here and in gradients")
@settings(max_examples=12)
@given(case=images_and_kernels(*SMALL))
def test_jit(student: Student, case: tuple[Array, Array]) -> None:
    """gives the same under jax.jit

    Under jit the arrays are tracers: their shapes are known, their values are not. float(), if, and np.asarray on
    values do not work there.
    """
    X, K = case
    expect.close(student.corr2d.jit(X, K), exactly(reference.corr2d, X, K), corr2d_bound(X, K))


@pytest.mark.points(2)
@pytest.mark.stays("a wrong value fails here too; a right one without a gradient fails only here and in jit")
@settings(max_examples=12)
@given(case=images_and_kernels(*SMALL))
def test_gradients(student: Student, case: tuple[Array, Array]) -> None:
    """lets jax.grad through both arguments

    Build the answer from jnp operations on X and K alone; what passes through NumPy, int() or stop_gradient loses its
    gradient.
    """
    X, K = case
    Y = exactly(reference.corr2d, X, K)
    G = np.resize(np.array([1, -2, 3, 0.5], np.float32), Y.shape)
    expect.close(student.corr2d(X, K), Y, corr2d_bound(X, K))
    answer = student.corr2d.vjp(X, K, cotangent=G)
    by_image, by_kernel = expect.pair(answer.part(1), "by X", "by K")
    wanted, bounds = pull(reference.corr2d, (X, K), G), pull_bounds(X, K, G)
    expect.close(by_image, wanted[0], bounds[0], "the gradient by X")
    expect.close(by_kernel, wanted[1], bounds[1], "the gradient by K")
