"""Whether numbers follow a distribution, strictly enough to tell mistakes and never to accuse a right answer.

Chances are those of a right solution to be refused, by one test.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

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


def distinct(values: Array) -> int:
    """How many different numbers there are. Of 64 independent float32 draws, three coincide with a chance of 1e-11."""
    return int(np.unique(values).size)


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
