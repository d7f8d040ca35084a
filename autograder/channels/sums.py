"""What is right where a student sums products: one definition for kernels of every rank.

An image (H, W) goes with a kernel (h, w); channels (C, H, W) with one kernel (C, h, w), with many, (D, C, h, w), or
with the weights (D, C) of a 1×1 convolution.
"""

from __future__ import annotations

import numpy as np

from autograder.channels import truth
from autograder.channels.cases import Sliding, cotangent, filled
from autograder.channels.own import Arrays, Truth
from autograder.channels.truth import Array


def lifted(case: Sliding) -> tuple[Array, Array]:
    """The image as (C, H, W), the kernel as (D, C, h, w)."""
    X, K, *_ = case
    if X.ndim == 2:
        return X[None], K[None, None]
    if K.ndim == 3:
        return X, K[None]
    return X, (K[..., None, None] if K.ndim == 2 else K)


def answer(case: Sliding) -> Array:
    """The true answer, in float64."""
    return _lowered(case, truth.corr(*lifted(case), case.padding, case.stride))


def shape(case: Sliding) -> tuple[int, ...]:
    """Its shape."""
    rows: tuple[int, ...] = answer(case).shape
    return rows


def known(case: Sliding, *, gradients: bool = False) -> Truth:
    """The true answer and its bound; if wanted, the gradients of its sum with ``cotangent``, and theirs."""
    X, K = lifted(case)
    right = answer(case)
    bound = _lowered(case, truth.corr_bound(X, K, case.padding, case.stride))
    if not gradients:
        return Truth(right, bound)
    G = cotangent(right.shape)
    G = G if G.ndim == 3 else G[None]
    pulled = truth.pull(X, K, G, case.padding, case.stride)
    bounds = truth.pull_bounds(X, K, G, case.padding, case.stride)
    shapes = case.X.shape, case.K.shape
    return Truth(right, bound, [(np.reshape(each, shape), np.reshape(off, shape))
                                for each, off, shape in zip(pulled, bounds, shapes, strict=True)])


def filled_in(case: Sliding) -> Sliding:
    """The same shapes, filled without a zero: of all that was drawn for a shape, every number may be the same."""
    return case._replace(X=filled(case.X.shape), K=filled(case.K.shape))


def nearby(case: Sliding) -> tuple[Arrays, Truth]:
    """Arrays of the same shapes without a zero, and what is right there."""
    other = filled_in(case)
    return (other.X, other.K), known(other)


def _lowered(case: Sliding, found: Array) -> Array:
    lowered: Array = found[0] if case.X.ndim == 2 or case.K.ndim == 3 else found
    return lowered
