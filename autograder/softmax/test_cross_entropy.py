"""Hidden properties of ``cross_entropy(O, y)``, 6 points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from assay.testing import Answer, Student, expect
from autograder.softmax import bounds
from autograder.softmax.cases import Array, large_scores, scored, scores

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("softmax", "one_hot")

Case = tuple[Array, Array]
#: One for all properties, so that they ask the same.
CASES = scored(scores())
GUESS, SURE, RIGHT = np.zeros((2, 4)), np.array([[5.0, 0, 0, 0], [0, 0, 6, 0]]), np.array([0, 2])


def number(answer: Answer) -> float:
    """The answer as a finite number.

    Raises:
        Mismatch: it is none, or more than one.
    """
    expect.shape(answer, ())
    return float(expect.one_number(answer))


def check(answer: Answer, O: Array, y: Array) -> None:
    """The answer is the loss."""
    got = number(answer)
    expect.close(Answer(got, answer.call), *bounds.cross_entropy(O, y))


def plain(student: Student) -> None:
    """The loss is right where nothing is large."""
    for each in (GUESS, SURE):
        check(student.cross_entropy(each, RIGHT), each, RIGHT)


def loose(answer: Answer) -> float:
    """The answer as a finite number, or the mean of several: that it has to be one is asked elsewhere.

    Raises:
        Mismatch: no numbers, or a NaN or infinity.
    """
    got = expect.array(answer)
    return float(expect.floats(answer, got.shape).mean())


def alive(student: Student) -> None:
    """The loss hangs on the scores.

    Raises:
        Mismatch: it does not.
    """
    guess, sure = (loose(student.cross_entropy(each, RIGHT)) for each in (GUESS, SURE))
    expect.that(guess != sure, student.cross_entropy(SURE, RIGHT), "another number than for a guess",
                f"{sure:.4g} for both")


@pytest.mark.points(1)
@pytest.mark.fixed("only the kind of the answer counts")
@settings(max_examples=6)
@given(case=CASES)
def test_number(student: Student, case: Case) -> None:
    """returns a single number, larger for a mere guess than for a sure right answer

    shape: The mean over the rows is one number, not one for each row.

    said: Minus the logarithm of a probability is never negative, and the smaller, the larger the probability.

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    guess, sure = (number(student.cross_entropy(O=each, y=RIGHT)) for each in (GUESS, SURE))
    expect.that(guess > sure, student.cross_entropy(SURE, RIGHT), f"a number below that of a guess, {guess:.4g}",
                f"{sure:.4g}")
    number(student.cross_entropy(*case))


@pytest.mark.points(2)
@settings(max_examples=30)
@given(case=CASES)
def test_values(student: Student, case: Case) -> None:
    """is the mean over rows of log(sum(exp(O[i]))) − O[i, y[i]]

    values: One number for each row, at its own label, with the natural logarithm; then the mean over the rows.
    """
    check(student.cross_entropy(*case), *case)


@pytest.mark.points(1)
@settings(max_examples=20)
@given(case=scored(large_scores()))
def test_large(student: Student, case: Case) -> None:
    """stays finite and right for scores from −10,000 to 10,000

    not_finite: A probability may be too small for a float while its logarithm is an ordinary number. Take the logarithm
    of the sum, after subtracting each row's largest score, and never that of a probability.

    values: A small number inside the logarithm, or a smallest probability, caps the loss; here it may be 20,000.
    """
    alive(student)
    if expect.holds(lambda: plain(student)):
        check(student.cross_entropy(*case), *case)
    else:  # wrong values are lost elsewhere
        loose(student.cross_entropy(*case))


@pytest.mark.points(1)
@settings(max_examples=10)
@given(case=CASES)
def test_relative(student: Student, case: Case) -> None:
    """stays the same when all scores of a row move alike, and falls when the right one rises

    said: Only differences between the scores of a row count.
    """
    for O, y in ((SURE - 1, RIGHT), case):
        before = student.cross_entropy(O, y)
        start = loose(before)
        moved = (O + 2 * np.arange(1, len(y) + 1)[:, None]).astype(O.dtype)
        after = student.cross_entropy(moved, y)
        off = bounds.cross_entropy(O, y)[1] + bounds.cross_entropy(moved, y)[1]
        expect.that(abs(loose(after) - start) <= off * max(1, len(y)), [before, after],
                    "the same for both", f"{expect.shown(before)} and {expect.shown(after)}")
    raised = SURE.copy()
    raised[0, 0] += 2
    higher = student.cross_entropy(raised, RIGHT)
    first = student.cross_entropy(SURE, RIGHT)
    expect.that(loose(higher) < loose(first), [first, higher],
                "less for the second, whose right score is higher", f"{expect.shown(first)} and {expect.shown(higher)}")


@pytest.mark.points(1)
@pytest.mark.fixed("only what becomes of the arguments counts")
@settings(max_examples=6)
@given(case=CASES)
def test_untouched(student: Student, case: Case) -> None:
    """leaves scores and labels as they were

    changes: O -= … and out=O write into the caller's array. O = O - … makes a new one.
    """
    alive(student)
    for each in ((SURE, RIGHT), case):
        expect.untouched(student.cross_entropy.after(*each), *each)
