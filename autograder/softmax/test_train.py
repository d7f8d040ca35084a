"""Hidden properties of ``train(X, y, q, *, epochs, lr, batch_size, seed)``, 8 points."""

from __future__ import annotations

from functools import cache
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.testing import Answer, Student, expect, spread
from autograder.softmax import bounds
from autograder.softmax.cases import Array
from autograder.softmax.lessons import DIGITS, learned, lines, numbers, read, whole
from solutions.softmax import reference

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("softmax", "one_hot", "cross_entropy", "gradient", "minibatches")

#: Shares of unseen pictures. 200 seeds of a right solution reach 0.909 at least, 0.925 on average, with a standard
#: deviation of 0.0037; see ``benchmarks/digits.py``. So a right solution misses WELL, 6.6 deviations below, with a
#: chance of about 2e-11, and SOME with none to speak of. Two epochs reach 0.869 at most, a step in each of twenty
#: epochs 0.827, steps of a 64th of the length 0.813: these miss SOME. Steps of a fifth reach 0.895, and miss WELL.
SOME, WELL = 0.88, 0.90
#: What two results of equal seeds may differ by: rounding in float32, and a sum in another order.
ALIKE = 1e-3


@pytest.mark.points(1)
def test_shapes(student: Student) -> None:
    """returns W of shape (64, q) and b of shape (q,), other than at the start

    shape: X @ W + b has a column for each of the q labels, also where some do not occur.
    """
    for q in (DIGITS, 13):
        answer = student.train(*lines(40, 20), q, epochs=1, batch_size=10, seed=2)
        W, _ = learned(answer, q)
        expect.that(bool(np.ptp(W, axis=1).any()), answer, "weights that tell the labels apart",
                    "the same weights for all labels")


#: Pictures, each in a minibatch of its own, and seeds to order them by. The same order comes twice from one of these
#: with a chance of 1 / 120, and so from all of them with a chance of 4e-11.
FEW, SEEDS, RATE = 5, range(20, 25), 0.125


@cache
def _repeated() -> list[tuple[Array, float]]:
    """The weights that two epochs lead to which have the same order, for every order, and how far off they may be."""
    X, y = numbers(0, FEW)
    found = []
    for order in permutations(range(FEW)):
        (W, b), off = bounds.descend(X, y, DIGITS, [np.array([place]) for place in order] * 2, RATE)
        found.append((np.concatenate([W.ravel(), b]), off))
    return found


def _in_one_order(answer: Answer) -> bool:
    """Whether these weights are those of two epochs that have the same order."""
    got = np.concatenate([part.ravel() for part in learned(answer)])
    return any(float(np.linalg.norm(true - got)) <= off for true, off in _repeated())


@pytest.mark.points(1)
def test_seed(student: Student) -> None:
    """gives equal results for equal seeds, others for another seed, a new order in each epoch, and knows its defaults

    said: Draw every order from np.random.default_rng(seed), made once, before the first epoch; by default seed is 0,
    epochs 20, lr 0.5 and batch_size 64.

    raised TypeError: epochs, lr, batch_size and seed may be left out; they are then 20, 0.5, 64 and 0.
    """
    X, y = lines(100, 200)
    pair = student.train.twice(X, y, DIGITS, epochs=2, batch_size=16, seed=3)
    one, two = (np.concatenate([part.ravel() for part in learned(pair.part(place))]) for place in (0, 1))
    expect.that(bool((np.abs(one - two) <= ALIKE).all()), pair, "equal weights from equal seeds", "different ones")
    other = student.train(X, y, DIGITS, epochs=2, batch_size=16, seed=4)
    three = np.concatenate([part.ravel() for part in learned(other)])
    expect.that(bool((np.abs(one - three) > ALIKE).any()), [pair, other], "other weights from another seed",
                "the same ones")
    repeated = [student.train(*lines(0, FEW), DIGITS, epochs=2, lr=RATE, batch_size=1, seed=seed) for seed in SEEDS]
    expect.that(not all(map(_in_one_order, repeated)), repeated, "weights from a new order in each epoch",
                "with each of these seeds, those of the same order twice")
    X, y = lines(300, 80)
    told = student.train(X, y, DIGITS, epochs=20, lr=0.5, batch_size=64, seed=0)
    for part, untold in zip(learned(told), learned(student.train(X, y, DIGITS)), strict=True):
        expect.that(bool((np.abs(part - untold) <= ALIKE).all()), told,
                    "the same weights as where the four arguments are left out", "others")


@pytest.mark.points(1)
def test_lowers_the_loss(student: Student) -> None:
    """ends with a lower loss than at the start, where it is log q

    said: Each step goes against the gradient: W − lr * dW, b − lr * db.

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    given = dict(zip("Xy", lines(0, 300), strict=True))
    for answer, (X, y) in ((student.train(**given, q=DIGITS, epochs=2, seed=5), numbers(0, 300)),
                           (whole(student), numbers(0, 2000))):
        W, b = learned(answer)
        with np.errstate(all="ignore"):
            loss = reference.cross_entropy(X @ W + b, y)
        expect.that(loss < np.log(DIGITS), answer, f"a loss below {np.log(DIGITS):.4g}", f"a loss of {loss:.4g}")


#: (pictures, batch_size, epochs), the simplest first. One batch that holds all leaves nothing to chance; a few pictures
#: in portions leave few orders.
PLANS = spread(one_step=st.just((2, 2, 1)), larger=st.just((3, 64, 1)), steps=st.just((4, 4, 3)),
               one_picture=st.just((1, 1, 2)), small_rest=st.just((5, 4, 1)), singles=st.just((3, 1, 1)),
               rest=st.just((3, 2, 1)), two_rests=st.just((3, 2, 2)))


@pytest.mark.points(1)
@settings(max_examples=14)
@given(plan=PLANS, first=st.integers(0, 1990), lr=spread(half=st.just(0.5), one=st.just(1.0), small=st.just(0.125)))
def test_steps(student: Student, plan: tuple[int, int, int], first: int, lr: float) -> None:
    """takes, from zero, one step of length lr for each minibatch of each epoch, the last and smaller ones too

    values: A step is lr times the gradient of the mean over its minibatch, and each epoch has every picture once.
    """
    count, size, epochs = plan
    X, y = numbers(first, count)
    answer = student.train(*lines(first, count), DIGITS, epochs=epochs, lr=lr, batch_size=size, seed=7)
    got = np.concatenate([part.ravel() for part in learned(answer)])
    ends = [bounds.descend(X, y, DIGITS, way, lr) for way in _ways(count, size, epochs)]
    near = [float(np.linalg.norm(np.concatenate([W.ravel(), b]) - got)) - off for (W, b), off in ends]
    if min(near) > 0:
        (W, b), off = ends[int(np.argmin(near))]
        for part, true, name in zip(expect.pair(answer, "W", "b"), (W, b), ("W", "b"), strict=True):
            expect.close(part, true, off / np.sqrt(got.size), name)
        expect.that(False, answer, "the weights that these steps lead to", "others")
    for pictures, rounds in LONG:
        _whole_way(student, pictures, rounds)


#: (pictures, epochs) in one minibatch, more of each than a shortcut leaves alone: some held back, a rate that falls
#: after some epochs, an end where little is learned any more. So short a step carries no error on: see
#: ``bounds.descend``.
LONG, SHORT = ((50, 25), (3, 400)), 0.0625


@cache
def _led_to(count: int, epochs: int) -> tuple[Array, float]:
    (W, b), off = bounds.descend(*numbers(700, count), DIGITS, [np.arange(count)] * epochs, SHORT)
    return np.concatenate([W.ravel(), b]), off


def _whole_way(student: Student, count: int, epochs: int) -> None:
    """W and b are those of so many steps, each with all of so many pictures."""
    answer = student.train(*lines(700, count), DIGITS, epochs=epochs, lr=SHORT, batch_size=64, seed=7)
    wanted, off = _led_to(count, epochs)
    got = np.concatenate([part.ravel() for part in learned(answer)])
    far = float(np.linalg.norm(wanted - got))
    expect.that(far <= off, answer, f"the weights that {epochs} steps with all {count} pictures lead to", "others")


def _ways(count: int, size: int, epochs: int) -> list[list[Array]]:
    """The minibatches of all epochs, in every order that they may come in."""
    orders = list(permutations(range(count))) if size < count else [tuple(range(count))]
    ways: dict[tuple[frozenset[int], ...], list[Array]] = {}
    for order in orders:
        batches = [np.array(order[start:start + size]) for start in range(0, count, size)]
        ways.setdefault(tuple(frozenset(batch.tolist()) for batch in batches), batches)
    found: list[list[Array]] = [[]]
    for _ in range(epochs):
        found = [before + batches for before in found for batches in ways.values()]
    return found


@pytest.mark.points(2)
def test_reads_some(student: Student) -> None:
    """learns from the whole file to read 88 % of digits that it has not seen

    said: By default there are twenty epochs, and in each of them a step for every minibatch of 64 pictures.
    """
    answer = whole(student)
    share = read(*learned(answer))
    expect.that(share >= SOME, answer, f"weights that read {SOME:.0%} of other digits", f"{share:.1%} are read")


@pytest.mark.points(2)
def test_reads_well(student: Student) -> None:
    """learns from the whole file to read 90 % of digits that it has not seen

    said: By default lr is 0.5 and there are twenty epochs. Each step takes the mean gradient of its own minibatch.
    """
    answer = whole(student)
    share = read(*learned(answer))
    expect.that(share >= WELL, answer, f"weights that read {WELL:.0%} of other digits", f"{share:.1%} are read")
