"""Hidden properties of ``class Accuracy``, 5 points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.testing import Answer, Student, expect, spread
from autograder.softmax.cases import Array

Portion = tuple[Array, Array]
#: Four rows, three of them right.
SCORES, TRUTH = np.array([[0.2, 0.1], [3.0, 5.0], [-1.0, -2.0], [0.0, 1.0]]), np.array([0, 1, 0, 0])
#: As many rows as a file has, with scores far below zero: three of four are right, but not where all are taken for 0.
MANY = np.tile(SCORES - 5000, (100, 1)), np.tile(np.array([0, 1, 1, 1]), 100)
#: How far a share may be off: sums of marks in float32, and a division.
OFF = 1e-5


@st.composite
def portions(draw: st.DrawFn, most: int = 6, columns: int = 0) -> Portion:
    """Scores without ties, and labels of which some, all or none are right."""
    n, q = draw(spread(few=st.just((3, 2)), one=st.just((1, 3)), wide=st.just((2, 9)), tall=st.just((most, 3)),
                       any=st.tuples(st.integers(1, most), st.integers(2, 6))))
    q = columns or q
    rows = draw(st.lists(st.permutations(range(q)), min_size=n, max_size=n))
    O = (np.array(rows, np.float64) - draw(spread(both=st.just(q / 2), negative=st.just(q + 1.0)))) / 2
    largest = O.argmax(axis=1)
    shift = np.array(draw(st.lists(st.integers(0, q - 1), min_size=n, max_size=n)))
    y = draw(spread(some=st.just((largest + shift * (shift % 2)) % q), all=st.just(largest),
                    none=st.just((largest + 1) % q)))
    return O, np.asarray(y, np.int64)


def near(answer: Answer, wanted: float) -> None:
    """The answer is this share."""
    expect.close(Answer(float(expect.one_number(answer)), answer.call), wanted, OFF)


def alone(student: Student, *portions: Portion) -> Answer:
    """What an object says that has seen all rows of these in one update.

    Other answers are held against this one, so that wrong shares are lost once, where the share is asked for.
    """
    meter = student.new("Accuracy")
    meter.call("update", *map(np.concatenate, zip(*portions, strict=True)))
    return meter.call("value")


def counts(student: Student) -> None:
    """Objects count, if not what they should: they do not always say the same.

    Raises:
        Mismatch: they do.
    """
    seen = (SCORES, TRUTH), (SCORES, 1 - SCORES.argmax(axis=1)), (SCORES[:2], TRUTH[:2])
    answers = [alone(student, portion) for portion in seen]
    expect.that(len({expect.one_number(answer) for answer in answers}) > 1, answers, "different shares",
                f"{expect.shown(answers[0])} each time")


@pytest.mark.points(1)
@settings(max_examples=16)
@given(portion=portions())
def test_share(student: Student, portion: Portion) -> None:
    """tells the share of rows whose largest score is at the right label

    values: Compare O.argmax(axis=1) with y, and divide by the number of rows.
    """
    for O, y in (portion, MANY):
        near(alone(student, (O, y)), float((O.argmax(axis=1) == y).mean()))


@pytest.mark.points(1)
@settings(max_examples=12)
@given(first=portions(9, 2), second=portions(2, 2), third=portions(6, 2))
def test_portions(student: Student, first: Portion, second: Portion, third: Portion) -> None:
    """counts over all updates, however many rows each has

    values: Keep how many were right and how many there were. A mean of means gives small portions too much weight.
    """
    counts(student)
    portions = (SCORES, TRUTH), (SCORES[:1], TRUTH[:1] + 1), first, second, third
    wanted = [expect.one_number(alone(student, *portions[:count])) for count in range(1, len(portions) + 1)]
    meter = student.new("Accuracy")
    for portion, share in zip(portions, wanted, strict=True):
        meter.call("update", *portion)
        if portion is not first:  # one update without a look in between
            near(meter.call("value"), share)


@pytest.mark.points(1)
def test_none(student: Student) -> None:
    """is 0.0 before anything was seen, and again after a reset

    raised ZeroDivisionError: Nothing seen means nothing to divide by: say 0.0 then.

    not_finite: Nothing seen means nothing to divide by, and NumPy makes NaN of 0 / 0: say 0.0 then.

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    counts(student)
    meter = student.new("Accuracy")
    near(meter.call("value"), 0.0)
    meter.call("update", O=SCORES, y=TRUTH)
    meter.call("reset")
    near(meter.call("value"), 0.0)


@pytest.mark.points(1)
@settings(max_examples=8)
@given(before=portions(), after=portions())
def test_reset(student: Student, before: Portion, after: Portion) -> None:
    """starts anew after reset

    values: reset forgets both, how many were right and how many there were.
    """
    counts(student)
    for first, second in (((SCORES, TRUTH), (SCORES[1:], TRUTH[1:])), (before, after)):
        meter = student.new("Accuracy")
        meter.call("update", *first)
        meter.call("reset")
        meter.call("update", *second)
        near(meter.call("value"), expect.one_number(alone(student, second)))


@pytest.mark.points(1)
def test_apart(student: Student) -> None:
    """keeps objects apart: what one has seen, another has not

    values: A list or a number that stands in the class, or as a default argument, is shared by all its objects. Make it
    in __init__, on self.
    """
    counts(student)
    first, second = (SCORES, TRUTH), (SCORES[3:], TRUTH[3:])
    one = student.new("Accuracy")
    one.call("update", *first)
    two = one.beside("Accuracy")
    two.call("update", *second)
    near(two.call("value"), expect.one_number(alone(student, second)))
    near(one.call("value"), expect.one_number(alone(student, first)))
    two.call("reset")
    near(one.call("value"), expect.one_number(alone(student, first)))
