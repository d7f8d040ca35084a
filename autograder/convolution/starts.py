"""Where a student's training starts, as far as the answers of ``train_edge_kernel`` tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from assay.testing import Answer, Array, Student, exactly, expect
from autograder.convolution.bounds import descend, step_bounds
from autograder.convolution.cases import Shape
from autograder.convolution.lessons import EDGE, KEYS, Lesson, target
from solutions.convolution import reference


class Start(NamedTuple):
    """Where training starts. ``told``: the first loss is that of this kernel, so the kernel is what it is taken for."""

    kernel: Array
    answer: Answer
    told: bool

    @property
    def name(self) -> str:
        """The trained kernel's name in feedback: what is expected of it leans on the start, told or not."""
        return "K" if self.told else "K, from the start that lr=0 gives back,"


def idle(student: Student, shape: Shape, key: dict[str, int]) -> Answer:
    """The answer after one step with a learning rate of zero, on an image and a target that look alike from no side."""
    X, Y = _pattern(shape)
    return student.train_edge_kernel(X, Y, shape[2:], key=key, lr=0.0, steps=1)


def start(student: Student, shape: Shape, key: dict[str, int]) -> Start:
    """The kernel that training starts from: that which comes back when lr is zero, seen the way its loss says.

    A student who returns a kernel turned around, after training it rightly, has the losses of the kernel as it was.
    What is expected of losses must not lean on the turned one.
    """
    answer = expect.before(lambda: idle(student, shape, key), "a kernel and losses")
    kernel, losses = expect.pair(answer, "K", "losses")
    K = expect.floats(kernel, shape[2:], "K")
    X, Y = _pattern(shape)
    if expect.holds(lambda: expect.floats(losses, (1,))):
        first = float(expect.floats(losses, (1,))[0])
        for seen in _views(K):
            if abs(first - float(exactly(reference.squared_error, seen, X, Y))) <= step_bounds(seen, X, Y, 1.0)[1]:
                return Start(seen, answer, True)
    return Start(K, answer, False)


def check_descent(answers: tuple[Answer, Answer], begun: Start, lesson: Lesson, *, losses: bool) -> None:
    """The losses, or else the kernel, are those of gradient descent from the start."""
    wanted, noted, off, offs = descend(begun.kernel, lesson.X, target(lesson.X, lesson.K), lesson.lr, lesson.steps)
    if losses:
        expect.close(answers[1], noted, np.array(offs), "losses")
    else:
        expect.close(answers[0], wanted, off, begun.name)


def check_told(begun: Start, shape: Shape) -> None:
    """The first loss is that of the kernel; which of the two is wrong cannot be said.

    Raises:
        Mismatch: it is not.
    """
    _, losses = expect.pair(begun.answer, "K", "losses")
    expect.floats(losses, (1,), "losses")
    right = float(exactly(reference.squared_error, begun.kernel, *_pattern(shape)))
    expect.that(begun.told, begun.answer,
                "losses that fit the kernel: with lr=0 it stays as it was, and sum((corr2d(X, K) − Y)**2) "
                f"of the one that comes back is {right:.6g}", expect.shown(losses))


def check_learns(student: Student) -> None:
    """Two small steps make the kernel better, or the losses say so and begin where they must.

    Raises:
        Mismatch: nothing of it is so, so there is no training whose start could be looked at.
    """
    X, Y = _pattern(EDGE)
    begun = expect.before(lambda: idle(student, EDGE, KEYS[0]), "a kernel and losses")
    done = expect.before(lambda: twice(student), "a kernel and losses")
    whole = float((Y ** 2).sum())
    losses = _losses(done)
    noted = losses is not None and losses[1] < losses[0] and abs(losses[0] - whole) <= 0.2 * whole
    expect.that(_error(done, X, Y) < 0.95 * _error(begun, X, Y) or noted, done,
                "a kernel, or losses, that get better with each step", expect.shown(done))


def twice(student: Student) -> Answer:
    """The answer after two steps that contract."""
    X, Y = _pattern(EDGE)
    return student.train_edge_kernel(X, Y, EDGE[2:], key=KEYS[0], lr=2.0 ** -6, steps=2)


def _error(answer: Answer, X: Array, Y: Array) -> float:
    kernel = Answer(answer.value[0], "") if isinstance(answer.value, (list, tuple)) and answer.value else answer
    if not expect.holds(lambda: expect.floats(kernel, EDGE[2:])):
        return np.inf
    return float(exactly(reference.squared_error, expect.floats(kernel, EDGE[2:]), X, Y))


def _losses(answer: Answer) -> Array | None:
    held = answer.value[1] if isinstance(answer.value, (list, tuple)) and len(answer.value) == 2 else None
    losses = Answer(held, "")
    return expect.floats(losses, (2,)) if expect.holds(lambda: expect.floats(losses, (2,))) else None


def _pattern(shape: Shape) -> tuple[Array, Array]:
    X = np.resize(np.array([2, -1, 3, 1, -2, 0.5, 1.5], np.float32), shape[:2])
    return X, target(X, np.resize(np.array([3, -2, 1, 4, -1], np.float32), shape[2:]))


def _views(K: Array) -> Iterator[Array]:
    """A kernel as it is, and as it may come back by mistake."""
    yield from (K, K[::-1, ::-1], K[:, ::-1], K[::-1], -K)
    if K.shape[0] == K.shape[1]:
        yield K.T
