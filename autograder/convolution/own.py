"""Answers held against the student's own other answers, so that wrong values are lost once, where values are asked for.

That is no gift: an answer says something of jit, gradients or state only if it has the right shape and some of its
values are right, where more than one weight has a say in them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from assay.testing import Answer, Array, Student, expect

#: The worked example: image, kernel, answer.
X0 = np.array([[0, 1, 2], [3, 4, 5], [6, 7, 8]], np.float32)
K0 = np.array([[0, 1], [2, 3]], np.float32)
Y0 = np.array([[19, 25], [37, 43]])
#: A kernel that looks the same from all sides, and a single weight; what they make of the worked image.
BOX, OF_BOX = np.ones((2, 2), np.float32), np.array([[8, 12], [20, 24]])
TWICE = np.full((1, 1), 2, np.float32)
#: What the answers are summed up with where gradients are asked for.
G0 = np.array([[1, -2], [3, 0.5]], np.float32)


def numbers(answer: Answer, shape: Sequence[int]) -> Array:
    """The answer as float64, whatever numbers it is of.

    Raises:
        Mismatch: no array of numbers of this shape.
    """
    got = expect.shape(answer, shape)
    expect.that(got.dtype.kind not in "bc", answer, "real numbers", got.dtype.name)
    with np.errstate(all="ignore"):
        return got.astype(np.float64)


def sound(student: Student) -> None:
    """Whether ``corr2d`` has right shapes and some right values, so that more can be asked.

    Raises:
        Mismatch: it has not.
    """
    answer = expect.before(lambda: student.corr2d(X0, K0), "[[19., 25.], [37., 43.]]")
    worked = numbers(answer, Y0.shape)
    box = numbers(expect.before(lambda: student.corr2d(X0, BOX), "[[8., 12.], [20., 24.]]"), Y0.shape)
    some = bool((_near(worked, Y0) | _near(box, OF_BOX)).any())
    if not some and not _near(box, X0[:2, :2]).all():  # the sum of one product alone, then
        single = expect.before(lambda: student.corr2d(X0, TWICE), "twice the image")
        some = bool(_near(numbers(single, X0.shape), 2 * X0)[X0 != 0].all())
    expect.that(some, answer, "[[19., 25.], [37., 43.]]", expect.shown(answer))


def filled(*arrays: Array) -> tuple[Array, ...]:
    """Arrays of these shapes without a zero, that look alike from no side."""
    return tuple(np.resize(np.array([2, -1, 3, 1, -2, 0.5, 1.5], np.float32), array.shape) for array in arrays)


def _near(got: Array, wanted: Array) -> Any:
    return np.abs(got - wanted) <= 1e-4


def alike(got: Array, own: Array) -> bool:
    """Whether two answers of a wrong function are the same but for rounding, in however few bits."""
    scale = float(np.max(np.abs(own), initial=0.0, where=np.isfinite(own)))
    return bool(np.allclose(got, own, rtol=0.0, atol=0.02 * scale + 1e-6, equal_nan=True))


def fit(value: Callable[..., Array], args: Sequence[Array], gradients: Sequence[Array], G: Array) -> bool:
    """Whether gradients of ``sum(value(*args) * G)`` are the slopes of the function itself, each other than zero."""
    for place, (arg, gradient) in enumerate(zip(args, gradients, strict=True)):
        move = np.resize(np.array([1, -0.5, 2, 0.25, -1], np.float32), arg.shape) / np.float32(4)

        def moved(by: Array, place: int = place) -> Array:
            return value(*(each + by if each_place == place else each for each_place, each in enumerate(args)))

        with np.errstate(all="ignore"):
            rise = float(np.sum((moved(move) - moved(-move)) / 2 * G))
            slope = float(np.sum(gradient * move))
        if not (0 < abs(rise) < np.inf and abs(rise - slope) <= 0.05 * abs(rise) + 1e-3):
            return False
    return True
