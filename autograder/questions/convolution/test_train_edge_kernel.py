"""Hidden properties of ``train_edge_kernel(X, Y, kernel_size, *, key, lr, steps)``, 8 points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.judge import Student, expect, spread
from autograder.questions.convolution import laws
from autograder.questions.convolution.bounds import descend, exactly
from autograder.questions.convolution.cases import Array, kernels, own_start
from solutions.convolution import reference

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("corr2d", "sgd_step")

#: An image, the kernel to find, and a step size that is stable for it.
Lesson = tuple[Array, Array, float]
START = (8, 8)
KEYS = tuple({"key": seed} for seed in (1, 22, 333, 4444, 55555))


@st.composite
def lessons(draw: st.DrawFn) -> Lesson:
    """Images and kernels, with the largest power of two for which descent surely contracts.

    Descent on a sum of squares contracts when lr times the largest eigenvalue of 2 A^T A is below 2; that eigenvalue
    is at most 2 h w ||X||^2, and twice the sum of squares of X over the places of each weight bounds it too.
    """
    H, W, h, w = draw(spread(edge=st.just((2, 3, 1, 2)), upright=st.just((3, 2, 2, 1)), square=st.just((3, 3, 2, 2)),
                             row=st.just((1, 4, 1, 2)), fills=st.just((2, 3, 2, 3))))
    X, K = draw(kernels((H, W))), draw(kernels((h, w)))
    X[0, 0] += 4  # never all zeros, so there is something to learn from
    curvature = 2 * sum(float((X[a:H - h + 1 + a, b:W - w + 1 + b] ** 2).sum()) for a in range(h) for b in range(w))
    return X, K, 2.0 ** -int(np.ceil(np.log2(max(curvature, 1.0))))


@pytest.mark.points(1)
@pytest.mark.stays("right shapes are worth a point when the values are wrong")
@settings(max_examples=10)
@given(lesson=lessons(), steps=st.integers(1, 4))
def test_length_and_shapes(student: Student, lesson: Lesson, steps: int) -> None:
    """returns a kernel of shape kernel_size and one loss for each step"""
    X, K, lr = lesson
    Y = target(X, K)
    trained = student.train_edge_kernel(X, Y, K.shape, key=KEYS[0], lr=lr, steps=steps)
    kernel, losses = expect.pair(trained, "K", "losses")
    expect.shape(kernel, K.shape, "K")
    expect.shape(losses, (steps,), "losses")


#: The left half of a row of the worked image. Ten steps on all of it would be the dearest call of all.
IMAGE = np.array([[1, 1, 0, 0]], np.float32)


@pytest.mark.points(1)
@pytest.mark.stays("it alone uses the defaults of lr and steps")
def test_worked_example(student: Student) -> None:
    """takes ten steps of 0.03 towards [[1, −1]] on the row 1, 1, 0, 0, unless told otherwise

    lr and steps may be left out; they are then 3e-2 and 10.
    """
    Y = target(IMAGE, np.array([[1, -1]], np.float32))
    start, _ = expect.pair(own_start(student, (1, 2), KEYS[0]), "K", "losses")
    K0 = expect.floats(start, (1, 2), "K")
    kernel, losses = expect.pair(student.train_edge_kernel(IMAGE, Y, (1, 2), key=KEYS[0]), "K", "losses")
    wanted, wanted_losses, bound, bounds = descend(K0, IMAGE, Y, 3e-2, 10)
    expect.close(losses, wanted_losses, np.array(bounds), "losses")
    expect.close(kernel, wanted, bound, "K")


@pytest.mark.points(1)
@pytest.mark.stays("the start is worth its own points")
def test_start(student: Student) -> None:
    """starts from small random weights: normal, standard deviation 0.01

    With lr=0 the kernel that comes back is the one it started from.
    """
    answers = [own_start(student, START, key) for key in KEYS]
    values = np.concatenate([expect.floats(expect.pair(answer, "K", "losses")[0], START, "K").ravel()
                             for answer in answers])
    spread_right = 0.007 < float(values.std()) < 0.0135
    expect.that(bool(spread_right and laws.fits_normal(values / 0.01)), answers[0],
                "a start drawn from a normal distribution with mean 0 and standard deviation 0.01",
                laws.described(values))


@pytest.mark.points(2)
@pytest.mark.stays("it is the definition; recovery and the worked example follow from it")
@settings(max_examples=10)
@given(lesson=lessons(), steps=st.integers(1, 4), lower=st.sampled_from([1.0, 0.5]))
def test_follows_descent(student: Student, lesson: Lesson, steps: int, lower: float) -> None:
    """takes the steps of gradient descent, and notes the loss before each

    From where it starts, each step is K − lr * gradient of sum((corr2d(X, K) − Y)**2).
    """
    X, K, lr = lesson
    Y, lr = target(X, K), lr * lower
    start, _ = expect.pair(own_start(student, (K.shape[0], K.shape[1]), KEYS[1]), "K", "losses")
    K0 = expect.floats(start, K.shape, "K")
    trained = student.train_edge_kernel(X, Y, K.shape, key=KEYS[1], lr=lr, steps=steps)
    kernel, losses = expect.pair(trained, "K", "losses")
    wanted, wanted_losses, bound, bounds = descend(K0, X, Y, lr, steps)
    expect.close(losses, wanted_losses, np.array(bounds), "losses")
    expect.close(kernel, wanted, bound, "K")


@st.composite
def clear_images(draw: st.DrawFn) -> Array:
    """A (3, 3) image with one bright pixel inside and a faint pattern around it.

    The bright pixel shows each weight of a (2, 2) kernel once, so the loss is nearly a round bowl: few steps suffice.
    """
    X = draw(kernels((3, 3))) / np.float32(64)
    X[1, 1] = draw(st.sampled_from([1.0, 2.0, -1.5]))
    return X


@pytest.mark.points(2)
@pytest.mark.stays("it is the purpose of the question, and holds for learners that differ in rounding")
@settings(max_examples=3)
@given(X=clear_images(), K=kernels((2, 2)))
def test_recovers_kernels(student: Student, X: Array, K: Array) -> None:
    """finds any kernel, given an image that shows it and a fitting learning rate

    A start, a step and a loss that are each right together find the kernel that made the target.
    """
    lr, steps = 0.4 / float(X[1, 1]) ** 2, 8
    Y = target(X, K)
    trained = student.train_edge_kernel(X, Y, (2, 2), key=KEYS[2], lr=lr, steps=steps)
    kernel, losses = expect.pair(trained, "K", "losses")
    expect.shape(losses, (steps,), "losses")
    left, *_ = descend(np.zeros((2, 2)), X, Y, lr, steps)
    expect.close(kernel, K, 1e-3 + 2 * float(np.abs(left - K).max()), "K")


@pytest.mark.points(1)
@pytest.mark.stays("it tells apart who ignores the key and who draws from another law")
def test_key(student: Student) -> None:
    """draws its start from the key: equal keys agree, different keys differ"""
    X, Y = np.ones((2, 3), np.float32), np.zeros((2, 2), np.float32)
    more: dict[str, Any] = {"lr": 0.01, "steps": 2}
    first = student.train_edge_kernel.twice(X, Y, (1, 2), key=KEYS[0], **more)
    expect.same(first)
    starts = [own_start(student, (1, 2), key) for key in KEYS]
    kernels_ = {expect.floats(expect.pair(start, "K", "losses")[0], (1, 2), "K").tobytes() for start in starts}
    expect.that(len(kernels_) == len(KEYS), starts[1], "another start for another key", "the same start")


def target(X: Array, K: Array) -> Array:
    """What the kernel makes of the image, as float32."""
    wanted: Array = exactly(reference.corr2d, X, K)
    return wanted.astype(np.float32)
