"""Images, kernels and windows of every shape.

The classes are named for what they catch. Every run draws from each class; what is asked often has few of them, as each
shape is compiled anew.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from assay.testing import spread
from autograder.channels.truth import NONE, ONE, Array, Pair

#: H, W, h, w, padding, stride.
Shape = tuple[int, int, int, int, Pair, Pair]
SHAPES: dict[str, Shape] = {
    "one_pixel": (1, 1, 1, 1, NONE, ONE),
    "worked": (3, 3, 2, 2, (1, 1), (3, 2)),
    "leftover": (5, 6, 2, 3, NONE, (2, 2)),
    "uneven": (4, 3, 3, 2, (1, 2), (2, 1)),
    "larger_kernel": (1, 2, 3, 2, (1, 1), (1, 2)),
    "long_stride": (3, 4, 2, 2, (0, 1), (7, 5)),
    "one_row": (1, 6, 1, 2, (0, 1), (1, 3)),
    "one_column": (6, 1, 2, 1, (1, 0), (3, 1)),
}
#: C, D, H, W, h, w.
STACKS: dict[str, tuple[int, int, int, int, int, int]] = {
    "one_of_each": (1, 1, 1, 1, 1, 1),
    "two_in": (2, 1, 3, 4, 2, 2),
    "one_in": (1, 3, 3, 2, 2, 1),
    "one_out": (3, 1, 2, 4, 1, 3),
    "more_out": (2, 4, 3, 3, 2, 2),
    "square": (3, 3, 3, 3, 2, 2),
}


class Sliding(NamedTuple):
    """An image, what it is summed up with, and how that slides."""

    X: Array
    K: Array
    padding: Pair = NONE
    stride: Pair = ONE


def scaled(digits: int, power: int) -> float:
    """A number of so many digits, times a power of two."""
    return float(np.ldexp(digits, power))


@st.composite
def arrays(draw: st.DrawFn, shape: tuple[int, ...]) -> Array:
    """A float32 array: small whole numbers, more digits than float16 holds, faint ones, mixed magnitudes, zeros.

    The first three have sums that are exact in float32.
    """
    size = int(np.prod(shape))

    def of(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[list[float]]:
        return st.lists(numbers, min_size=size, max_size=size)

    digits = st.integers(-4095, 4095)
    values = draw(spread(small=of(st.integers(-3, 3)), digits=of(digits),
                         faint=of(st.builds(scaled, st.integers(-3, 3), st.just(-7))),
                         mixed=of(st.builds(scaled, digits, st.integers(-12, 10))),
                         zeros=st.just([-0.0, 0.0] * size).map(lambda signs: signs[:size])))
    return np.array(values, np.float32).reshape(shape)


@st.composite
def kernels(draw: st.DrawFn, shape: tuple[int, ...]) -> Array:
    """A float32 kernel: small whole numbers, small fractions, or numbers with more digits than bfloat16 holds."""
    size = int(np.prod(shape))

    def of(most: int, power: int) -> st.SearchStrategy[list[float]]:
        return st.lists(st.builds(scaled, st.integers(-most, most), st.just(power)), min_size=size, max_size=size)

    values = draw(spread(small=of(3, 0), fractions=of(48, -4), large=of(4095, -3)))
    return np.array(values, np.float32).reshape(shape)


@st.composite
def whole(draw: st.DrawFn, shape: tuple[int, ...]) -> Array:
    """A float32 array of small whole numbers."""
    size = int(np.prod(shape))
    return np.array(draw(st.lists(st.integers(-3, 3), min_size=size, max_size=size)), np.float32).reshape(shape)


@st.composite
def plain_slidings(draw: st.DrawFn, *only: str) -> Sliding:
    """As :func:`slidings`, of small whole numbers: for what is asked of few examples."""
    H, W, h, w, padding, stride = draw(spread(**{name: st.just(SHAPES[name]) for name in only}))
    return Sliding(draw(whole((H, W))), draw(whole((h, w))), padding, stride)


@st.composite
def slidings(draw: st.DrawFn, *only: str) -> Sliding:
    """An image (H, W) and a kernel (h, w) of every class, or of the named ones."""
    H, W, h, w, padding, stride = draw(spread(**{name: st.just(SHAPES[name]) for name in (only or SHAPES)}))
    return Sliding(draw(arrays((H, W))), draw(kernels((h, w))), padding, stride)


@st.composite
def stacks(draw: st.DrawFn, *only: str) -> Sliding:
    """An image (C, H, W) and kernels (D, C, h, w) of every class, or of the named ones."""
    C, D, H, W, h, w = draw(spread(**{name: st.just(STACKS[name]) for name in (only or STACKS)}))
    return Sliding(draw(arrays((C, H, W))), draw(kernels((D, C, h, w))))


@st.composite
def plain_stacks(draw: st.DrawFn, *only: str) -> Sliding:
    """As :func:`stacks`, of small whole numbers: for what is asked of few examples."""
    C, D, H, W, h, w = draw(spread(**{name: st.just(STACKS[name]) for name in only}))
    return Sliding(draw(whole((C, H, W))), draw(whole((D, C, h, w))))


@st.composite
def single_stacks(draw: st.DrawFn, *only: str) -> Sliding:
    """An image (C, H, W) and one kernel (C, h, w)."""
    X, K, *_ = draw(stacks(*only))
    return Sliding(X, K[0])


@st.composite
def mixtures(draw: st.DrawFn, *only: str) -> Sliding:
    """An image (C, H, W) and weights (D, C)."""
    C, D, H, W, *_ = draw(spread(**{name: st.just(STACKS[name]) for name in (only or STACKS)}))
    return Sliding(draw(arrays((C, H, W))), draw(kernels((D, C))))


def filled(shape: tuple[int, ...]) -> Array:
    """An array of this shape without a zero, that looks alike from no side."""
    return np.resize(np.array([2, -1, 3, 1, -2, 0.5, 1.5], np.float32), shape)


def cotangent(shape: tuple[int, ...]) -> Array:
    """What answers are summed up with where gradients are asked for."""
    return np.resize(np.array([1, -2, 3, 0.5, -1], np.float32), shape)
