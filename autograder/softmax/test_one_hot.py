"""Hidden properties of ``one_hot(y, q)``, 3 points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from assay.testing import Answer, Student, expect
from autograder.softmax.cases import Array, labelled


def numbers(answer: Answer, kinds: str = "iuf") -> Array:
    """The answer as an array of numbers, of whatever numeric dtype.

    Raises:
        Mismatch: it is none.
    """
    got = expect.array(answer)
    expect.that(got.dtype.kind in kinds, answer, "an array of numbers", f"an array of {got.dtype.name}")
    return got.astype(np.float64)


@pytest.mark.points(1)
@pytest.mark.fixed("where the ones are is asked elsewhere")
@settings(max_examples=12)
@given(case=labelled())
def test_rows(student: Student, case: tuple[Array, int]) -> None:
    """gives each label a row of its own: a single one, zeros elsewhere

    said: Rows of different labels differ, rows of equal labels are equal.

    shape: There are as many rows as labels.
    """
    for y, q in ((np.array([1, 0, 2, 1]), 3), case):
        answer = student.one_hot(y, q)
        got = numbers(answer, "iufb")
        expect.shape(answer, (len(y), *got.shape[1:2]))
        single = bool(((got == 0) | (got == 1)).all() and (got.sum(axis=1) == 1).all())
        expect.that(single, answer, "a single one in each row, zeros elsewhere", expect.shown(answer))
        alike = bool(((got @ got.T == 1) == (y[:, None] == y)).all())
        expect.that(alike, answer, "equal rows for equal labels, and for no others", expect.shown(answer))


@pytest.mark.points(2)
@settings(max_examples=24)
@given(case=labelled())
def test_values(student: Student, case: tuple[Array, int]) -> None:
    """puts the one of each row at the place of its label

    values: Row i has its one in column y[i].

    shape: The number of columns is q. The largest label says only how many there are at least.
    """
    y, q = case
    answer = student.one_hot(y, q)
    expect.shape(answer, (len(y), q))
    expect.close(Answer(numbers(answer), answer.call), (y[:, None] == np.arange(q)).astype(np.float64))
