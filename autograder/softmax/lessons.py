"""What ``train`` is asked: pictures of the students' own file; and how well its W and b read those they never saw."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from assay.testing import Answer, Student, as_source, expect, table
from autograder.softmax.cases import Array

DIGITS = 10
#: The seed of the one call that learns from the whole file.
SEED = 11
_GIVEN = table(__file__, "glyphs.csv")


def lines(first: int, count: int) -> tuple[Any, Any]:
    """X and y of some lines of ``glyphs.csv``, shown as a student would read them."""
    X, y = numbers(first, count)
    part = f"{first}:{first + count}" if count < len(_GIVEN) else ":"
    return (as_source(X, f'np.loadtxt("glyphs.csv", delimiter=",")[{part}, 1:] / 16'),
            as_source(y, f'np.loadtxt("glyphs.csv", delimiter=",", dtype=int)[{part}, 0]'))


def numbers(first: int, count: int) -> tuple[Array, Array]:
    """The same as plain arrays."""
    rows = _GIVEN[first:first + count]
    return rows[:, 1:] / 16, rows[:, 0].astype(np.int64)


def whole(student: Student) -> Answer:
    """Learns from the whole file, with the defaults; asked once, however many properties look at it."""
    return student.train(*lines(0, len(_GIVEN)), DIGITS, seed=SEED)


def learned(answer: Answer, q: int = DIGITS) -> tuple[Array, Array]:
    """W, shape (64, q), and b, shape (q,), in float64.

    Raises:
        Mismatch: they are none.
    """
    first, second = expect.pair(answer, "W", "b")
    return expect.floats(first, (64, q), "W"), expect.floats(second, (q,), "b")


@cache
def unseen() -> tuple[Array, Array]:
    """The judge's own pictures, which are never sent anywhere."""
    rows = table(__file__, "unseen.csv")
    return rows[:, 1:] / 16, rows[:, 0].astype(np.int64)


def read(W: Array, b: Array) -> float:
    """The share of unseen pictures that W and b read rightly."""
    X, y = unseen()
    with np.errstate(all="ignore"):
        return float(((X @ W + b).argmax(axis=1) == y).mean())
