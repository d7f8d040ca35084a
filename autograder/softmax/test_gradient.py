"""Hidden properties of ``gradient(W, b, X, y)``, 8 points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from assay.testing import Answer, Student, expect
from autograder.softmax import bounds
from autograder.softmax.cases import Array, problems
from solutions.softmax import reference

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("softmax", "one_hot", "cross_entropy")

Problem = tuple[Array, Array, Array, Array]
#: One for all properties, so that they ask the same.
PROBLEMS = problems()
#: Three pictures of two pixels, three digits, no two sizes that lead to equal slopes.
PLAIN = (np.array([[0.5, -1, 0], [1, 0, -0.5]]), np.array([0, 0.5, -0.5]), np.array([[1, 0.5], [0.5, 2], [-1, 1.0]]),
         np.array([0, 2, 1]))


def slopes(student: Student, problem: Problem) -> tuple[Answer, Answer]:
    """dW and db."""
    return expect.pair(student.gradient(*problem), "dW", "db")


def check(student: Student, problem: Problem, place: int) -> None:
    """dW, or db, is that of the definition."""
    wanted, off = bounds.gradient(*problem)
    expect.close(slopes(student, problem)[place], wanted[place], off[place], ("dW", "db")[place])


def right(student: Student, place: int) -> bool:
    """Whether dW, or db, is right where nothing is large."""
    return expect.holds(lambda: check(student, PLAIN, place))


def loose(answer: Answer, name: str) -> Array:
    """A slope as finite floats of whatever shape: that is asked elsewhere.

    Raises:
        Mismatch: it is none.
    """
    return expect.floats(answer, expect.array(answer, name).shape, name)


def alive(student: Student) -> None:
    """Both slopes are there, and hang on the data.

    Raises:
        Mismatch: they do not.
    """
    W, b, X, y = PLAIN
    first, second = slopes(student, PLAIN), slopes(student, (W, b, -X, y[::-1].copy()))
    for one, other, name in zip(first, second, ("dW", "db"), strict=True):
        same = np.array_equal(loose(one, name), loose(other, name))
        expect.that(not same, [one, other], f"another {name} for other data", f"the same {name}")


@pytest.mark.points(1)
@pytest.mark.fixed("only shapes count")
@settings(max_examples=12)
@given(problem=PROBLEMS)
def test_shapes(student: Student, problem: Problem) -> None:
    """returns the pair (dW, db), of the shapes of W and of b

    shape: X has shape (n, d), the errors (n, q): X.T @ errors has shape (d, q), their sum over the rows (q,).

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    alive(student)
    W, b, X, y = PLAIN
    expect.pair(student.gradient(W=W, b=b, X=X, y=y), "dW", "db")
    for slope, like, name in zip(slopes(student, problem), problem[:2], ("dW", "db"), strict=True):
        expect.floats(slope, like.shape, name)


@pytest.mark.points(2)
@settings(max_examples=24)
@given(problem=PROBLEMS)
def test_weights(student: Student, problem: Problem) -> None:
    """gives the gradient by W: X transposed, times probabilities minus one-hot labels, divided by n

    values: The loss is a mean over the n pictures, so its gradient is one too.
    """
    check(student, problem, 0)


@pytest.mark.points(2)
@settings(max_examples=24)
@given(problem=PROBLEMS)
def test_biases(student: Student, problem: Problem) -> None:
    """gives the gradient by b: the mean over the pictures of probabilities minus one-hot labels

    values: b is added to the scores of every picture, so each picture has its share, and the mean is over all n.
    """
    check(student, problem, 1)


@pytest.mark.points(1)
@settings(max_examples=12)
@given(problem=PROBLEMS)
def test_uphill(student: Student, problem: Problem) -> None:
    """points uphill: a small step along it raises the loss, if it has not the right length

    said: Probabilities minus labels is uphill. The other way round is the way down, and the step takes care of that.
    """
    for each in (PLAIN, problem):
        W, b, X, y = bounds.wide(*each)
        true, off = bounds.gradient(*each)
        pair = slopes(student, each)
        given_W, given_b = (expect.floats(*what) for what in zip(pair, (W.shape, b.shape), ("dW", "db"), strict=True))
        length = float(np.sqrt((given_W ** 2).sum() + (given_b ** 2).sum()))
        steep = float(sum((slope ** 2).sum() for slope in true))
        if steep <= 4 * float(sum((abs(slope) * by).sum() for slope, by in zip(true, off, strict=True))):
            continue  # a flat place, where rounding decides about the direction
        step = 1e-4 / length if length else 0.0
        losses = [reference.cross_entropy(X @ (W + by * given_W) + b + by * given_b, y) for by in (-step, step)]
        expect.that(losses[1] > losses[0], student.gradient(*each), "a direction in which the loss rises",
                    "one in which it falls" if losses[1] < losses[0] else "one in which it stays the same")


@pytest.mark.points(1)
@settings(max_examples=16)
@given(problem=problems(300.0))
def test_large(student: Student, problem: Problem) -> None:
    """stays finite and right where scores are in the thousands

    not_finite: exp of a large score is infinite. Subtract each row's largest score before exp, here as in softmax.
    """
    alive(student)
    for place, name in enumerate(("dW", "db")):
        if right(student, place):
            check(student, problem, place)
        else:  # wrong values are lost elsewhere
            loose(slopes(student, problem)[place], name)


@pytest.mark.points(1)
@pytest.mark.fixed("only what becomes of the arguments counts")
@settings(max_examples=6)
@given(problem=PROBLEMS)
def test_untouched(student: Student, problem: Problem) -> None:
    """leaves W, b, X and y as they were

    changes: W -= … and X *= … write into the caller's arrays. gradient only says where to go; train takes the step.
    """
    alive(student)
    for each in (PLAIN, problem):
        expect.untouched(student.gradient.after(*each), *each)
