"""Hidden properties of ``minibatches(n, batch_size, rng)``, 5 points."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.testing import Answer, Student, expect, laws, numpy_rng, spread
from autograder.softmax.cases import Array

Sizes = tuple[int, int]
#: (n, batch_size), the simplest first. One for all properties, so that they ask the same.
SIZES = spread(even=st.just((4, 2)), one=st.just((1, 1)), rest=st.just((7, 3)), single=st.just((3, 1)),
               larger=st.just((3, 5)), whole=st.just((6, 6)), one_left=st.just((9, 4)),
               any=st.tuples(st.integers(1, 30), st.integers(1, 12)))


def portions(answer: Answer) -> list[list[int]]:
    """The portions as lists of indices.

    Raises:
        Mismatch: they are no arrays of whole numbers, one after the other.
    """
    found = []
    for portion in expect.items(answer):
        got = expect.array(portion)
        expect.that(got.ndim == 1 and (got == got.astype(np.int64)).all() if got.dtype.kind in "iuf" else False, answer,
                    "portions that are arrays of indices", f"a portion that is {expect.shown(portion)}")
        found.append([int(index) for index in got])
    return found


def order(answer: Answer) -> list[int]:
    """All indices, in their order."""
    return [index for portion in portions(answer) for index in portion]


@pytest.mark.points(1)
@pytest.mark.fixed("the order is asked elsewhere")
@settings(max_examples=16)
@given(sizes=SIZES, seed=st.integers(1, 99))
def test_once(student: Student, sizes: Sizes, seed: int) -> None:
    """gives every index from 0 to n − 1, each of them once

    said: Draw an order without putting back, and go on until nothing is left, however few the last portion has.
    """
    answer = student.minibatches(*sizes, numpy_rng(seed))
    found = order(answer)
    times = Counter(found)
    missing = sorted(set(range(sizes[0])) - set(found))
    twice = sorted(index for index, count in times.items() if count > 1)
    beyond = sorted(set(found) - set(range(sizes[0])))
    wrong = "; ".join(f"{', '.join(map(str, which[:8]))} {word}" for which, word in (
        (missing, "missing"), (twice, "more than once"), (beyond, "beyond")) if which)
    expect.that(not wrong, answer, f"each of 0 to {sizes[0] - 1} once", wrong)


@pytest.mark.points(1)
@pytest.mark.fixed("only sizes count")
@settings(max_examples=16)
@given(sizes=SIZES, seed=st.integers(1, 99))
def test_sizes(student: Student, sizes: Sizes, seed: int) -> None:
    """makes portions of batch_size, and a last one of what is left

    said: The last portion is smaller where batch_size does not divide n. It is not dropped, filled up or empty.
    """
    n, size = sizes
    answer = student.minibatches(n, size, numpy_rng(seed))
    found = [len(portion) for portion in portions(answer)]
    wanted = [size] * (n // size) + [n % size] * (n % size > 0)
    expect.that(found == wanted, answer, f"portions of {_listed(wanted)}", f"portions of {_listed(found)}")


def _listed(sizes: list[int]) -> str:
    return ", ".join(map(str, sizes)) or "nothing"


@pytest.mark.points(1)
def test_from_rng(student: Student) -> None:
    """draws its order from rng: equal generators give equal orders, other seeds other ones

    said: rng.permutation(n) draws from rng. np.random.shuffle and np.random.default_rng() draw from elsewhere, and a
    seed inside the function makes all orders the same.

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    pair = student.minibatches.twice(50, 7, numpy_rng(5))
    one, two = (order(pair.part(place)) for place in (0, 1))
    expect.that(one == two, pair, "equal orders from equal generators", "different ones")
    first, other = student.minibatches(n=50, batch_size=7, rng=numpy_rng(5)), student.minibatches(50, 7, numpy_rng(6))
    expect.that(order(first) != order(other), [first, other], "different orders from different seeds", "equal ones")
    both = student.minibatches.again(50, 7, numpy_rng(5))
    drawn = [order(both.part(place)) for place in (0, 1)]
    expect.that(drawn[0] != drawn[1], both, "a new order each time that one generator is asked", "the same one twice")


#: Orders of four that are looked at together.
SEEDS = range(100, 220)


@pytest.mark.points(1)
def test_fair(student: Student) -> None:
    """lets every index come first, last and beside every other equally often

    said: Shuffle the indices themselves, all of them. Shuffled portions of neighbours, or a start at a random place,
    leave most orders out.
    """
    answers = [student.minibatches(4, 2, numpy_rng(seed)) for seed in SEEDS]
    orders = [order(answer) for answer in answers]
    for answer, found in zip(answers, orders, strict=True):
        expect.that(sorted(found) == [0, 1, 2, 3], answer, "the indices 0 to 3, each once", _listed(found))
    for place, words in ((0, "first"), (1, "second"), (3, "last")):
        counts = Counter(found[place] for found in orders)
        shown = ", ".join(f"{index} {counts[index]} times" for index in range(4))
        expect.that(laws.evenly([counts[index] for index in range(4)]), answers[0],
                    f"each index {words} about equally often", f"with {len(SEEDS)} seeds, {words} is {shown}")
    beside = Counter(found[found.index(0) ^ 1] for found in orders)
    shown = ", ".join(f"{index} {beside[index]} times" for index in range(1, 4))
    expect.that(laws.evenly([beside[index] for index in range(1, 4)]), answers[0],
                "each index in one portion with 0 about equally often", f"with {len(SEEDS)} seeds, {shown}")


#: How many standard deviations a right answer may be away: the chance to be further is 1e-11 a test.
FAR = 7.0
#: Indices, in portions of so many, and the seeds that order them: as many as tell orders that come a little too often.
N, PORTION, MIXERS = 4000, 125, range(77, 81)


@pytest.mark.points(1)
def test_mixed(student: Student) -> None:
    """mixes many indices well: no runs, no order within the portions, early ones not early

    said: Every order is equally likely, so that neighbours in the file end up anywhere.
    """
    answers = [student.minibatches(N, PORTION, numpy_rng(seed)) for seed in MIXERS]
    orders = np.array([_whole(answer) for answer in answers])
    # Where a uniformly random order has neighbours side by side: about twice, and more than 25 times with chance 1e-19.
    side = int((np.abs(np.diff(orders)) == 1).sum(axis=1).max())
    expect.that(side <= 25, answers[0], f"next to none of {N} indices beside their neighbours", f"{side} of them")
    # Spearman's correlation of place and index has standard deviation 1 / sqrt(n - 1).
    ranked = sum(float(np.corrcoef(found, np.arange(N))[0, 1]) for found in orders) * np.sqrt((N - 1) / len(orders))
    expect.that(abs(ranked) <= FAR, answers[0], "small indices anywhere", "small indices at one end")
    expect.that(_away(np.diff(orders) > 0) <= FAR, answers[0], "as many rises as falls from one index to the next",
                "indices in order, within their portions or in runs")
    # Swaps of each with any, and not with a later one, leave too many: by twelve standard deviations here.
    expect.that(_away(orders > np.arange(N)) <= FAR, answers[0], "as many indices that move ahead as move back",
                "more that move one way")


def _whole(answer: Answer) -> list[int]:
    """The order, of all indices.

    Raises:
        Mismatch: it is not.
    """
    found = order(answer)
    expect.that(sorted(found) == list(range(N)), answer, f"the indices 0 to {N - 1}, each once", "others")
    return found


def _away(marks: Array) -> float:
    """How many standard deviations all counts of rises are from their mean, or those of indices beyond their place.

    Both have mean (n - 1) / 2 and variance (n + 1) / 12 in a uniformly random order of n.
    """
    off = (marks.sum(axis=1) - (N - 1) / 2) / np.sqrt((N + 1) / 12)
    return float(abs(off.sum()) / np.sqrt(len(off)))
