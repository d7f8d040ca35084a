"""Images, kernels and windows of every shape.

The classes are named for what they catch. Every run draws from each class; what is asked often has few of them, as each
shape is compiled anew.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from assay.testing import draw as drawn
from assay.testing import spread
from autograder.channels.truth import NONE, ONE, Array, Pair

#: H, W, h, w, padding, stride.
Shape = tuple[int, int, int, int, Pair, Pair]
SHAPES: dict[str, Shape] = {
    "one_pixel": (1, 1, 1, 1, NONE, ONE),
    "worked": (3, 3, 2, 2, (1, 1), (3, 2)),
    "leftover": (5, 7, 2, 3, NONE, (2, 3)),
    "uneven": (4, 3, 3, 2, (3, 2), (2, 1)),
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
    "square": (4, 4, 3, 3, 2, 2),
}


class Sliding(NamedTuple):
    """An image, what it is summed up with, and how that slides."""

    X: Array
    K: Array
    padding: Pair = NONE
    stride: Pair = ONE


@st.composite
def plain_slidings(draw: st.DrawFn, *only: str) -> Sliding:
    """As :func:`slidings`, of small whole numbers: for what is asked of few examples."""
    H, W, h, w, padding, stride = draw(spread(**{name: st.just(SHAPES[name]) for name in only}))
    return Sliding(draw(drawn.whole((H, W))), draw(drawn.whole((h, w))), padding, stride)


@st.composite
def slidings(draw: st.DrawFn, *only: str) -> Sliding:
    """An image (H, W) and a kernel (h, w) of every class, or of the named ones."""
    H, W, h, w, padding, stride = draw(spread(**{name: st.just(SHAPES[name]) for name in (only or SHAPES)}))
    return Sliding(draw(drawn.arrays((H, W))), draw(drawn.kernels((h, w))), padding, stride)


@st.composite
def stacks(draw: st.DrawFn, *only: str) -> Sliding:
    """An image (C, H, W) and kernels (D, C, h, w) of every class, or of the named ones."""
    C, D, H, W, h, w = draw(spread(**{name: st.just(STACKS[name]) for name in (only or STACKS)}))
    return Sliding(draw(drawn.arrays((C, H, W))), draw(drawn.kernels((D, C, h, w))))


@st.composite
def plain_stacks(draw: st.DrawFn, *only: str) -> Sliding:
    """As :func:`stacks`, of small whole numbers: for what is asked of few examples."""
    C, D, H, W, h, w = draw(spread(**{name: st.just(STACKS[name]) for name in only}))
    return Sliding(draw(drawn.whole((C, H, W))), draw(drawn.whole((D, C, h, w))))


@st.composite
def single_stacks(draw: st.DrawFn, *only: str) -> Sliding:
    """An image (C, H, W) and one kernel (C, h, w)."""
    X, K, *_ = draw(stacks(*only))
    return Sliding(X, K[0])


@st.composite
def mixtures(draw: st.DrawFn, *only: str) -> Sliding:
    """An image (C, H, W) and weights (D, C)."""
    C, D, H, W, *_ = draw(spread(**{name: st.just(STACKS[name]) for name in (only or STACKS)}))
    return Sliding(draw(drawn.arrays((C, H, W))), draw(drawn.kernels((D, C))))


def filled(shape: tuple[int, ...]) -> Array:
    """An array of this shape without a zero, that looks alike from no side."""
    return np.resize(np.array([2, -1, 3, 1, -2, 0.5, 1.5], np.float32), shape)


def cotangent(shape: tuple[int, ...]) -> Array:
    """What answers are summed up with where gradients are asked for."""
    return np.resize(np.array([1, -2, 3, 0.5, -1], np.float32), shape)
