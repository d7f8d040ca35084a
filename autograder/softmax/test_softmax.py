"""Hidden properties of ``softmax(O)``, 6 points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from assay.testing import Answer, Student, expect
from autograder.softmax import bounds
from autograder.softmax.cases import Array, large_scores, scores

#: One for all properties, so that they ask the same.
SCORES = scores()
#: Scores that differ within each row, and are not in order.
PLAIN = np.array([[1, 3, 2], [0.5, -1, 0]])
#: How near to 1 sums have to be where only that is asked; how exact each share is, is asked elsewhere.
ABOUT = 0.01


def alive(answer: Answer, O: Array) -> None:
    """The answer hangs on the scores and is not the scores: only then is it worth asking more.

    Raises:
        Mismatch: no array of finite floats of that shape, the same for all rows, or the scores themselves.
    """
    got = expect.floats(answer, O.shape)
    expect.that(not (got == got[0]).all() and not (got == O).all(), answer,
                "shares that hang on the scores of each row", expect.shown(answer))


def rising(answer: Answer, O: Array) -> None:
    """Larger scores have larger shares, if not the right ones.

    Raises:
        Mismatch: they have not.
    """
    steps = np.diff(np.take_along_axis(expect.floats(answer, O.shape), np.argsort(O, axis=1), axis=1), axis=1)
    expect.that(bool((steps > 0).all()), answer, "larger shares for larger scores, in each row", expect.shown(answer))


@pytest.mark.points(1)
@settings(max_examples=12)
@given(O=SCORES)
def test_shares(student: Student, O: Array) -> None:
    """gives each row numbers from 0 to 1 that sum to 1, and a larger one to a larger score

    said: Divide each row's exps by the sum over that row: axis=1, with keepdims=True.

    shape: There is one probability for each score, so the shape stays.

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    rising(student.softmax(O=PLAIN), PLAIN)
    answer = student.softmax(O)
    got = expect.floats(answer, O.shape)
    within = bool((got >= 0).all() and (got <= 1 + ABOUT).all())
    expect.that(within, answer, "numbers from 0 to 1", expect.shown(answer))
    totals = got.sum(axis=1)
    expect.that(bool((np.abs(totals - 1) <= ABOUT).all()), answer, "rows that sum to 1",
                f"rows that sum to {', '.join(f'{total:.4g}' for total in totals)}")


@pytest.mark.points(2)
@settings(max_examples=30)
@given(O=SCORES)
def test_values(student: Student, O: Array) -> None:
    """divides exp of each score by the sum of these over its row

    values: Each row stands for itself: its largest score, its sum of exps, taken over axis=1.

    not_finite: Subtract from each row its own largest score: that of the whole array leaves nothing but zeros of a row
    of very low scores.
    """
    expect.close(student.softmax(O), *bounds.softmax(O))


@pytest.mark.points(1)
@settings(max_examples=20)
@given(O=large_scores())
def test_large(student: Student, O: Array) -> None:
    """stays finite and right for scores from −10,000 to 10,000

    not_finite: exp of a large score is infinite, and exp of a row of very low ones is all zeros. Subtract from each row
    its own largest score first.

    values: Only subtracting leaves the probabilities as they are: cutting scores off, or scaling them, changes them.
    """
    alive(student.softmax(PLAIN), PLAIN)
    if expect.holds(lambda: expect.close(student.softmax(PLAIN), *bounds.softmax(PLAIN))):
        expect.close(student.softmax(O), *bounds.softmax(O))
    else:  # wrong values are lost elsewhere
        expect.floats(student.softmax(O), O.shape)


@pytest.mark.points(1)
@pytest.mark.fixed("only the dtype counts")
@settings(max_examples=6)
@given(O=SCORES)
def test_dtype(student: Student, O: Array) -> None:
    """answers in the dtype of the scores: float32 for float32, float64 for float64

    dtype: A list of lists, np.zeros and np.ones make float64. np.empty_like(O), or dtype=O.dtype, keeps what O has.
    """
    for each in (PLAIN, PLAIN.astype(np.float32), O):
        answer = student.softmax(each)
        if each is not O:
            alive(answer, each)
        expect.shape(answer, each.shape)
        expect.dtype(answer, each.dtype.name)


@pytest.mark.points(1)
@pytest.mark.fixed("only what becomes of the argument counts")
@settings(max_examples=6)
@given(O=SCORES)
def test_untouched(student: Student, O: Array) -> None:
    """leaves the scores as they were

    changes: O -= … and out=O write into the caller's array. O = O - … makes a new one.
    """
    alive(student.softmax(PLAIN), PLAIN)
    for each in (PLAIN, O):
        expect.untouched(student.softmax.after(each), each)
