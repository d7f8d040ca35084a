"""Hidden properties of ``class Accuracy``, 5 points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.testing import Answer, Student, expect, spread
from autograder.softmax.cases import Array

Portion = tuple[Array, Array]
#: Four rows, three of them right.
SCORES, TRUTH = np.array([[0.2, 0.1], [3.0, 5.0], [-1.0, -2.0], [0.0, 1.0]]), np.array([0, 1, 0, 0])
#: How far a share may be off: sums of up to a hundred marks in float32, and a division.
OFF = 1e-5


@st.composite
def portions(draw: st.DrawFn, most: int = 6) -> Portion:
    """Scores without ties, and labels of which some, all or none are right."""
    n, q = draw(spread(few=st.just((3, 2)), one=st.just((1, 3)), wide=st.just((2, 9)), tall=st.just((most, 3)),
                       any=st.tuples(st.integers(1, most), st.integers(2, 6))))
    rows = draw(st.lists(st.permutations(range(q)), min_size=n, max_size=n))
    O = (np.array(rows, np.float64) - draw(spread(both=st.just(q / 2), negative=st.just(q + 1.0)))) / 2
    largest = O.argmax(axis=1)
    shift = np.array(draw(st.lists(st.integers(0, q - 1), min_size=n, max_size=n)))
    y = draw(spread(some=st.just((largest + shift * (shift % 2)) % q), all=st.just(largest),
                    none=st.just((largest + 1) % q)))
    return O, np.asarray(y, np.int64)


def share(answer: Answer, portions: list[Portion]) -> None:
    """The answer is the share of rows that are right in all of these."""
    marks = [hit for O, y in portions for hit in O.argmax(axis=1) == y]
    got = expect.number(answer)
    expect.close(Answer(float(got), answer.call), float(np.mean(marks)) if marks else 0.0, OFF)


def counts(one: Any) -> None:
    """The object counts at all: three of four.

    Raises:
        Mismatch: it does not.
    """
    one.call("update", SCORES, TRUTH)
    answer = one.call("value")
    expect.that(0 < expect.number(answer) <= 1, answer, "a share above zero, as three of four rows are right",
                expect.shown(answer))


@pytest.mark.points(1)
@settings(max_examples=16)
@given(portion=portions())
def test_share(student: Student, portion: Portion) -> None:
    """tells the share of rows whose largest score is at the right label

    values: Compare O.argmax(axis=1) with y, and divide by the number of rows.
    """
    meter = student.new("Accuracy")
    meter.call("update", *portion)
    share(meter.call("value"), [portion])


@pytest.mark.points(1)
@settings(max_examples=12)
@given(first=portions(9), second=portions(2), third=portions())
def test_portions(student: Student, first: Portion, second: Portion, third: Portion) -> None:
    """counts over all updates, however many rows each has

    values: Keep how many were right and how many there were. A mean of means gives small portions too much weight.
    """
    meter = student.new("Accuracy")
    seen: list[Portion] = []
    for portion in ((SCORES, TRUTH), (SCORES[:1], TRUTH[:1] + 1), first, second, third):
        meter.call("update", *portion)
        seen.append(portion)
        if portion is not first:  # one update without a look in between
            share(meter.call("value"), seen)


@pytest.mark.points(1)
def test_none(student: Student) -> None:
    """is 0.0 before anything was seen, and again after a reset

    raised ZeroDivisionError: Nothing seen means nothing to divide by: say 0.0 then.

    not_finite: Nothing seen means nothing to divide by, and NumPy makes NaN of 0 / 0: say 0.0 then.
    """
    counts(student.new("Accuracy"))
    meter = student.new("Accuracy")
    share(meter.call("value"), [])
    meter.call("update", SCORES, TRUTH)
    meter.call("reset")
    share(meter.call("value"), [])


@pytest.mark.points(1)
@settings(max_examples=8)
@given(before=portions(), after=portions())
def test_reset(student: Student, before: Portion, after: Portion) -> None:
    """starts anew after reset

    values: reset forgets both, how many were right and how many there were.
    """
    for first, second in (((SCORES, TRUTH), (SCORES[1:], TRUTH[1:])), (before, after)):
        meter = student.new("Accuracy")
        if first is SCORES:
            counts(meter)
        else:
            meter.call("update", *first)
        meter.call("reset")
        meter.call("update", *second)
        share(meter.call("value"), [second])


@pytest.mark.points(1)
def test_apart(student: Student) -> None:
    """keeps objects apart: what one has seen, another has not

    values: A list or a number that stands in the class, or as a default argument, is shared by all its objects. Make it
    in __init__, on self.
    """
    one = student.new("Accuracy")
    counts(one)
    two = one.beside("Accuracy")
    two.call("update", SCORES[3:], TRUTH[3:])
    share(two.call("value"), [(SCORES[3:], TRUTH[3:])])
    share(one.call("value"), [(SCORES, TRUTH)])
    two.call("reset")
    share(one.call("value"), [(SCORES, TRUTH)])
