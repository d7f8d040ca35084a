"""Arrays of every kind of value, drawn. Every recorded run draws from each class: see ``spread``."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from assay.judge.examples.spread import spread

Array = np.ndarray[Any, Any]
Shape = tuple[int, ...]


@st.composite
def arrays(draw: st.DrawFn, shape: Shape) -> Array:
    """A float32 array: small whole numbers, more digits than float16 holds, faint ones, mixed magnitudes, large, zeros.

    The first three have sums that are exact in float32.
    """
    size = math.prod(shape)

    def of(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[list[float]]:
        return st.lists(numbers, min_size=size, max_size=size)

    digits = st.integers(-4095, 4095)
    faint = st.builds(_scaled, st.integers(-3, 3), st.just(-7))
    values = draw(spread(small=of(st.integers(-3, 3)), digits=of(digits), faint=of(faint),
                         mixed=of(st.builds(_scaled, digits, st.integers(-12, 12))),
                         large=of(st.builds(_scaled, digits, st.integers(16, 24))),
                         zeros=st.just([-0.0, 0.0] * size).map(lambda signs: signs[:size])))
    return np.array(values, np.float32).reshape(shape)


def _scaled(digits: int, power: int) -> float:
    return float(np.ldexp(digits, power))


@st.composite
def kernels(draw: st.DrawFn, shape: Shape) -> Array:
    """A float32 kernel: small whole numbers, small fractions, or large numbers with more digits than bfloat16 holds.

    Sums of products with small whole numbers are exact in float32, for all three.
    """
    size = math.prod(shape)
    values = draw(spread(small=_weights(size, 3, 0), fractions=_weights(size, 48, -4), large=_weights(size, 4095, -3)))
    return np.array(values, np.float32).reshape(shape)


def _weights(size: int, most: int, power: int) -> st.SearchStrategy[list[float]]:
    return st.lists(st.builds(_scaled, st.integers(-most, most), st.just(power)), min_size=size, max_size=size)


@st.composite
def whole(draw: st.DrawFn, shape: Shape) -> Array:
    """A float32 array of small whole numbers."""
    return np.array(draw(_weights(math.prod(shape), 3, 0)), np.float32).reshape(shape)


@st.composite
def floats(draw: st.DrawFn, shape: Shape, low: float = -4.0, high: float = 4.0, dtype: Any = np.float64) -> Array:
    """An array of any fractions between two bounds, of this dtype."""
    size = math.prod(shape)
    numbers = st.floats(low, high, allow_subnormal=False)
    return np.array(draw(st.lists(numbers, min_size=size, max_size=size)), dtype).reshape(shape)


@st.composite
def labels(draw: st.DrawFn, count: int, classes: int) -> Array:
    """So many whole numbers from 0 to ``classes`` − 1, int64."""
    return np.array(draw(st.lists(st.integers(0, classes - 1), min_size=count, max_size=count)), np.int64)
