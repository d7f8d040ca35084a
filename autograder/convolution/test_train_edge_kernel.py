"""Hidden properties of ``train_edge_kernel(X, Y, kernel_size, *, key, lr, steps)``, 8 points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.testing import Array, Student, expect, laws
from autograder.convolution.bounds import descend
from autograder.convolution.cases import Shape, kernels, whole
from autograder.convolution.lessons import ALIKE, EDGE, KEYS, Lesson, lessons, target, trained
from autograder.convolution.starts import check_descent, check_learns, check_told, idle, start

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("corr2d", "sgd_step")

START: Shape = (8, 8, 8, 8)
#: The same for all properties, so that they ask the same.
LESSONS = lessons()


@pytest.mark.points(1)
@pytest.mark.fixed("only shapes count")
@settings(max_examples=10)
@given(lesson=LESSONS)
def test_length_and_shapes(student: Student, lesson: Lesson) -> None:
    """returns a kernel of shape kernel_size and one loss for each step"""
    kernel, losses = trained(student, lesson, KEYS[1])
    expect.shape(kernel, lesson.K.shape, "K")
    expect.shape(losses, (lesson.steps,), "losses")


#: The left half of a row of the worked image. Ten steps on all of it would be the dearest call of all.
IMAGE = np.array([[1, 1, 0, 0]], np.float32)
WORKED = Lesson(IMAGE, np.array([[1, -1]], np.float32), 3e-2, 10)


@pytest.mark.points(1)
def test_worked_example(student: Student) -> None:
    """takes ten steps of 0.03 towards [[1, −1]] on the row 1, 1, 0, 0, unless told otherwise

    raised TypeError: lr and steps may be left out; they are then 3e-2 and 10.
    """
    begun = start(student, WORKED.shape, KEYS[1])
    answers = expect.pair(student.train_edge_kernel(IMAGE, target(IMAGE, WORKED.K), (1, 2), key=KEYS[1]), "K", "losses")
    check_told(begun, WORKED.shape)
    check_descent(answers, begun, WORKED, losses=True)
    check_descent(answers, begun, WORKED, losses=False)


@pytest.mark.points(1)
def test_start(student: Student) -> None:
    """starts from small random weights: normal, standard deviation 0.01, each drawn for itself

    said: With lr=0 the kernel that comes back is the one it started from.
    """
    check_learns(student)
    answers = [idle(student, START, key) for key in KEYS]
    drawn = [expect.floats(expect.pair(answer, "K", "losses")[0], START[2:], "K") for answer in answers]
    for answer, values in zip(answers, drawn, strict=True):
        expect.that(*laws.apart(values, 0.0, answer))
    expect.that(*laws.free(drawn, 0.0, 0.01, answers[0]))
    values = np.concatenate([each.ravel() for each in drawn])
    expect.that(laws.fits_start(values / 0.01), answers[0],
                "drawn from the whole normal distribution with mean 0 and standard deviation 0.01",
                f"with {len(KEYS)} keys, {laws.described(values)}")


@pytest.mark.points(1)
@settings(max_examples=10)
@given(lesson=LESSONS)
def test_follows_descent(student: Student, lesson: Lesson) -> None:
    """returns the kernel that the steps of gradient descent lead to, also where the loss grows

    values: Each step is K − lr * gradient of sum((corr2d(X, K) − Y)**2), and the kernel after the last one is returned.
    """
    answers = trained(student, lesson, KEYS[1])
    check_descent(answers, start(student, lesson.shape, KEYS[1]), lesson, losses=False)


@pytest.mark.points(1)
@settings(max_examples=10)
@given(lesson=LESSONS)
def test_losses(student: Student, lesson: Lesson) -> None:
    """notes the loss before each step

    values: A loss is sum((corr2d(X, K) − Y)**2) of the kernel before that step.
    """
    answers = trained(student, lesson, KEYS[1])
    expect.floats(answers[1], (lesson.steps,), "losses")
    begun = start(student, lesson.shape, KEYS[1])
    check_told(begun, lesson.shape)
    check_descent(answers, begun, lesson, losses=True)


@st.composite
def clear_images(draw: st.DrawFn) -> Array:
    """A (3, 3) image with one bright pixel inside and a faint pattern around it.

    The bright pixel shows each weight of a (2, 2) kernel once, so the loss is nearly a round bowl: few steps suffice.
    """
    X = draw(whole((3, 3))) / np.float32(64)
    X[1, 1] = draw(st.sampled_from([1.0, 2.0, -1.5]))
    return X


@pytest.mark.points(2)
@settings(max_examples=2)
@given(X=clear_images(), K=kernels((2, 2)))
def test_recovers_kernels(student: Student, X: Array, K: Array) -> None:
    """finds any kernel, given an image that shows it and a fitting learning rate

    values: A start, a step and a loss that are each right together find the kernel that made the target.
    """
    lesson = Lesson(X, K, 0.4 / float(X[1, 1]) ** 2, 8)
    kernel, _ = trained(student, lesson, KEYS[2])
    left, *_ = descend(np.zeros((2, 2)), X, target(X, K), lesson.lr, lesson.steps)
    expect.close(kernel, K, 1e-3 + 1e-5 * float(np.abs(K).max()) + 2 * float(np.abs(left - K).max()), "K")


@pytest.mark.points(1)
def test_key(student: Student) -> None:
    """draws its start from the key: equal keys agree, different keys differ

    said, changes: What jax.random draws depends on the key alone.
    """
    check_learns(student)
    X, Y = np.ones((2, 3), np.float32), np.zeros((2, 2), np.float32)
    expect.same(student.train_edge_kernel.twice(X, Y, EDGE[2:], key=KEYS[0], lr=0.01, steps=2))
    starts = [idle(student, EDGE, key) for key in (*KEYS[:5], *ALIKE)]
    drawn = [expect.floats(expect.pair(begun, "K", "losses")[0], EDGE[2:], "K") for begun in starts]
    twins = laws.twins(drawn)
    expect.that(not twins, [starts[place] for place in twins], "another start for another key", "the same start")
