"""Whether weights follow a law with a given mean and variance, whatever else it is, each drawn for itself.

Strict enough to tell mistakes and never to accuse a right answer. The keys are fixed, so one start's answer is always
the same; chances are those of some right start to be refused.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from assay.testing import Answer
from assay.testing.laws import described

Array = np.ndarray[Any, Any]
Said = tuple[bool, Answer, str, str]

#: Standard errors granted: a normal sum passes them with a chance of 3e-12.
ERRORS = 7.0


def centred(values: Array, deviation: float, answer: Answer) -> Said:
    """Whether the mean of many weights is zero, up to what chance allows."""
    with np.errstate(all="ignore"):  # a student may answer with any numbers
        mean = float(values.mean())
    return (abs(mean) <= ERRORS * deviation / math.sqrt(values.size), answer, "weights of mean 0", _told(values))


def wide(values: Array, deviation: float, answer: Answer) -> Said:
    """Whether the variance of many weights is ``deviation ** 2``, up to what chance allows.

    A mean of n squares varies by their own standard deviation over sqrt(n), which the weights themselves tell: 3 % for
    2,400 normal weights, 2 % for uniform ones.
    """
    with np.errstate(all="ignore"):
        squares = values ** 2
        error = float(squares.std()) / math.sqrt(values.size)
    found, wanted = float(squares.mean()), deviation ** 2
    holds = abs(found - wanted) <= max(ERRORS * error, 0.05 * wanted) and found <= 1.5 * wanted
    return (bool(holds), answer, f"weights of variance {wanted:.5g}, 1 / (C h w)", _told(values))


def apart(values: Array, answer: Answer) -> Said:
    """Whether weights differ in size: numbers drawn each for itself hardly ever agree but for the sign.

    Float32 normals take some 2**23 values, so of hundreds hardly two agree; a repeated row makes half of them agree.
    """
    found = np.unique(np.abs(values)).size
    return (found >= 0.98 * values.size, answer, f"{values.size} weights, each drawn for itself",
            f"{found} different ones among {values.size}, but for the sign")


def _told(values: Array) -> str:
    with np.errstate(all="ignore"):
        return described(values)
