"""Whether numbers follow a distribution, strictly enough to tell mistakes and never to accuse a right answer.

Chances are those of a right solution to be refused, by one test.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from assay.judge.student import Answer

Array = np.ndarray[Any, Any]

CHANCE = 1e-9
#: A normal draw cut off at two standard deviations, widened back to the one asked for, ends at 2.27 of them.
CUT = 2.3


def fits_uniform(values: Array) -> bool:
    """Whether numbers may come from the uniform distribution on [0, 1]."""
    return _fits(np.clip(values, 0.0, 1.0))


def fits_normal(values: Array) -> bool:
    """Whether numbers may come from the standard normal distribution."""
    return _fits(np.array([0.5 * (1 + math.erf(value / math.sqrt(2))) for value in values.ravel()]))


def fits_start(values: Array) -> bool:
    """Whether numbers may come from the standard normal distribution, whole tails and right width; equal ones are one.

    The standard deviation of n of them varies by 1 / sqrt(2 n): seven times that is passed with a chance of 3e-12. With
    1,600 numbers that is 12 %, and then the chance that none lies beyond 2.3 is 1e-15.
    """
    values = np.unique(values)
    width = abs(float(values.std()) - 1) * np.sqrt(2 * values.size)
    cut = np.abs(values).max() <= CUT and 0.9786 ** values.size < CHANCE
    return bool(width <= 7 and not cut and fits_normal(values))


def apart(values: Array, middle: float, answer: Answer) -> tuple[bool, Answer, str, str]:
    """Whether numbers differ in how far they are from the middle of their law, as what a test may hand on.

    Of 64 independent draws within 0.01 of it, three come within 1e-9 of others with a chance of 1e-10.
    """
    levels = np.sort(np.abs(values - middle), axis=None)
    found = 1 + int(np.count_nonzero(np.diff(levels) > 1e-9))
    return (bool(found >= values.size - 2), answer, f"{values.size} weights, each drawn for itself",
            f"{found} different ones among {values.size}, but for a change of sides")


def free(drawn: Sequence[Array], mean: float, deviation: float, answer: Answer) -> tuple[bool, Answer, str, str]:
    """Whether sums of independent numbers vary as they must, and are not held in place, as what a test may hand on.

    The squares of n normal numbers sum up to less than x with a chance below (x / 2)^(n / 2) / Gamma(n / 2 + 1).
    """
    half = len(drawn) / 2
    least = 2 * math.exp((math.log(CHANCE) + math.lgamma(half + 1)) / half)
    with np.errstate(over="ignore"):  # a student may answer with any number, and Python's own float would raise
        off = np.array([np.sum(values - mean) / (deviation * math.sqrt(values.size)) for values in drawn])
        varied = bool(np.sum(off ** 2) >= least)
    return (varied, answer, "weights drawn each for itself, so that their sum varies",
            "weights with the same sum for each key")


def twins(drawn: Sequence[Array]) -> tuple[int, ...]:
    """The places of the first two arrays that are equal to the bit; none where all differ."""
    seen: dict[bytes, int] = {}
    for place, values in enumerate(drawn):
        if (first := seen.setdefault(values.tobytes(), place)) != place:
            return first, place
    return ()


def _fits(levels: Array) -> bool:
    """The Kolmogorov-Smirnov test, by the inequality of Dvoretzky, Kiefer, Wolfowitz and Massart (1990)."""
    levels = np.sort(levels.ravel())
    n = levels.size
    steps = np.arange(n + 1) / n
    distance = max(np.max(steps[1:] - levels), np.max(levels - steps[:-1]))
    return bool(distance <= math.sqrt(math.log(2 / CHANCE) / (2 * n)))


def described(values: Array) -> str:
    """Numbers in a few words."""
    return (f"values between {values.min():.4g} and {values.max():.4g}, mean {values.mean():.3g}, "
            f"standard deviation {values.std():.3g}")


def evenly(counts: Sequence[int]) -> bool:
    """Whether things that are equally likely may have come so often each, of all that came.

    Refuses by chance at most ``CHANCE`` of the time, by Chernoff's bound on each count from above and from below.
    """
    tries, classes = sum(counts), len(counts)
    if tries == 0:
        return False
    chance = CHANCE / (2 * classes)
    return all(tries * _divergence(count / tries, 1 / classes) <= -math.log(chance) for count in counts)


def at_least(successes: int, tries: int, share: float) -> bool:
    """Whether what succeeds with a chance of ``share`` or more, each time anew, may have succeeded so rarely.

    Refuses by chance at most ``CHANCE`` of the time, by Chernoff's bound.
    """
    found = successes / tries
    return found >= share or tries * _divergence(found, share) <= -math.log(CHANCE)


def _divergence(found: float, true: float) -> float:
    """How unlikely a share is, as the exponent of Chernoff's bound."""
    parts = ((found, true), (1 - found, 1 - true))
    return sum(part * math.log(part / whole) if whole else math.inf for part, whole in parts if part)
