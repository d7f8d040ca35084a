"""Hidden properties of ``confusion(truth, predicted)``, 4 points."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.testing import Answer, Student, expect, spread

Lists = tuple[list[str], list[str]]
#: Five digits, two of them read wrongly, one of those twice.
DIGITS = (["3", "8", "8", "5", "8"], ["3", "3", "8", "6", "3"])

#: Names that hold what others join names by, or that others make alike.
NAMES = (["a,b", "a", "a-b", "a", "a b", "a->b", "a_b", "a|b", "C", "c", " c"],
         ["c", "b,c", "c", "b-c", "b c", "c", "c", "b|c", "c", "c", "c"])


@st.composite
def readings(draw: st.DrawFn) -> Lists:
    """What it is and what it was taken for: digits, words, the same throughout, nothing right, nothing at all."""
    digits, words = st.sampled_from("0123456789"), st.sampled_from(["cat", "dog", "dogs", "", "a b", "é"])
    symbols = draw(spread(digits=st.just(digits), few=st.just(st.sampled_from("38")), words=st.just(words)))
    n = draw(spread(few=st.just(4), one=st.just(1), many=st.just(25), none=st.just(0), any=st.integers(0, 9)))
    truth = draw(st.lists(symbols, min_size=n, max_size=n))
    other = draw(st.lists(symbols, min_size=n, max_size=n))
    return truth, draw(spread(any=st.just(other), right=st.just(list(truth)), turned=st.just(truth[::-1])))


#: One for all properties, so that they ask the same.
READINGS = readings()


def table(answer: Answer) -> dict[Any, Any]:
    """The answer as a dict.

    Raises:
        Mismatch: it is none.
    """
    held: Any = answer.value
    expect.that(isinstance(held, dict), answer, "a dict", expect.shown(answer))
    assert isinstance(held, dict)
    return {_plain(key): _plain(value) for key, value in held.items()}


def _plain(value: Any) -> Any:
    """NumPy's numbers and texts as Python's."""
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return value.item() if isinstance(value, (np.generic, np.ndarray)) and value.size == 1 else value


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


@pytest.mark.points(1)
@pytest.mark.fixed("which pair has how many is asked elsewhere")
@settings(max_examples=12)
@given(lists=READINGS)
def test_total(student: Student, lists: Lists) -> None:
    """returns a dict whose counts add up to the number of readings

    said: Every reading is counted once, the right ones too.

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    for answer, each in ((student.confusion(truth=DIGITS[0], predicted=DIGITS[1]), DIGITS),
                         (student.confusion(*lists), lists)):
        values = list(table(answer).values())
        total = sum(values) if all(map(_number, values)) else None
        expect.that(total == len(each[0]), answer, f"counts that add up to {len(each[0])}",
                    "counts that are no whole numbers" if total is None else f"counts that add up to {total}")


@pytest.mark.points(1)
@settings(max_examples=16)
@given(lists=READINGS)
def test_pairs(student: Student, lists: Lists) -> None:
    """has a key for each pair (truth, predicted) that occurs, a tuple of two strings, and for no other

    said: The truth comes first, then what it was taken for. Pairs that never occur are not in the dict, not even with
    0.
    """
    for each in (DIGITS, NAMES, lists):
        answer = student.confusion(*each)
        found, wanted = set(table(answer)), set(zip(*each, strict=True))
        expect.that(found == wanted, answer, f"the keys {_listed(wanted)}", f"the keys {_listed(found)}")


def _listed(keys: set[Any]) -> str:
    shown = sorted(map(repr, keys))
    return ", ".join([*shown[:8], "…"] if len(shown) > 8 else shown) or "none"


@pytest.mark.points(2)
@settings(max_examples=20)
@given(lists=READINGS)
def test_counts(student: Student, lists: Lists) -> None:
    """counts how often each pair occurs

    values: The same place in both lists makes a pair; count how many places have it.
    """
    for each in (DIGITS, NAMES, lists):
        answer = student.confusion(*each)
        expect.equal(Answer(table(answer), answer.call), dict(Counter(zip(*each, strict=True))))
