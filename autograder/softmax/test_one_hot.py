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


def single(answer: Answer, y: Array, columns: int | None = None) -> None:
    """Each row has a single one and zeros elsewhere, in another column for another label.

    Raises:
        Mismatch: it has not, or there are not so many rows or columns.
    """
    got = numbers(answer, "iufb")
    expect.shape(answer, (len(y), *((columns,) if columns else got.shape[1:2])))
    one = bool(((got == 0) | (got == 1)).all() and (got.sum(axis=1) == 1).all())
    expect.that(one, answer, "a single one in each row, zeros elsewhere", expect.shown(answer))
    alike = bool(((got @ got.T == 1) == (y[:, None] == y)).all())
    expect.that(alike, answer, "equal rows for equal labels, and for no others", expect.shown(answer))


#: Four labels, all that there are.
LABELS = np.array([1, 0, 2, 1])


@pytest.mark.points(1)
@pytest.mark.fixed("where the ones are is asked elsewhere")
@settings(max_examples=12)
@given(case=labelled())
def test_rows(student: Student, case: tuple[Array, int]) -> None:
    """gives each label a row of its own: a single one, zeros elsewhere

    said: Rows of different labels differ, rows of equal labels are equal.

    shape: There are as many rows as labels.

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    single(student.one_hot(y=LABELS, q=3), LABELS)
    single(student.one_hot(*case), case[0])


@pytest.mark.points(1)
@pytest.mark.fixed("where the ones are is asked elsewhere")
@settings(max_examples=12)
@given(case=labelled())
def test_columns(student: Student, case: tuple[Array, int]) -> None:
    """has q columns, also when the last labels do not occur

    shape: The number of columns is q. The largest label says only how many there are at least.
    """
    single(student.one_hot(LABELS, 5), LABELS, 5)
    single(student.one_hot(*case), *case)


@pytest.mark.points(1)
@settings(max_examples=24)
@given(case=labelled())
def test_places(student: Student, case: tuple[Array, int]) -> None:
    """puts the one of each row at the place of its label

    values: Row i has its one in column y[i].
    """
    y, q = np.append(case[0], case[1] - 1), case[1]
    answer = student.one_hot(y, q)
    expect.shape(answer, (len(y), q))
    expect.close(Answer(numbers(answer), answer.call), (y[:, None] == np.arange(q)).astype(np.float64))
