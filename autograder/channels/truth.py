"""The true answers in float64, by NumPy, and how far right answers in float32 may be from them.

All questions are one sum: channels X (C, H, W), kernels K (D, C, h, w), a padding and a stride give (D, rows, columns).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from assay.testing.bounds import norm, summed

Array = np.ndarray[Any, Any]
Pair = tuple[int, int]

NONE: Pair = (0, 0)
ONE: Pair = (1, 1)


def output_shape(shape: Pair, kernel: Pair, padding: Pair = NONE, stride: Pair = ONE) -> Pair:
    """How many windows there are down and across, counted."""
    sides = zip(shape, kernel, padding, stride, strict=True)
    down, across = (len(range(0, n + 2 * p - k + 1, s)) for n, k, p, s in sides)
    return down, across


def padded(X: Array, padding: Pair) -> Array:
    """X (..., H, W) in float64, with zeros around its last two axes."""
    (p, q), others = padding, [(0, 0)] * (X.ndim - 2)
    return np.pad(X.astype(np.float64), [*others, (p, p), (q, q)])


def windows(X: Array, size: Pair, stride: Pair = ONE) -> Array:
    """All windows of X (..., H, W) that fit: shape (..., rows, columns, h, w)."""
    return np.lib.stride_tricks.sliding_window_view(X, size, axis=(-2, -1))[..., ::stride[0], ::stride[1], :, :]


def corr(X: Array, K: Array, padding: Pair = NONE, stride: Pair = ONE) -> Array:
    """The sum above: X (C, H, W) and K (D, C, h, w) give (D, rows, columns)."""
    seen = windows(padded(X, padding), (K.shape[-2], K.shape[-1]), stride)
    summed: Array = np.einsum("cijab,dcab->dij", seen, K.astype(np.float64))
    return summed


def pull(X: Array, K: Array, G: Array, padding: Pair = NONE, stride: Pair = ONE) -> tuple[Array, Array]:
    """The gradients of ``sum(corr(X, K, padding, stride) * G)`` by X and by K."""
    P, G, K = padded(X, padding), G.astype(np.float64), K.astype(np.float64)
    h, w = K.shape[-2:]
    by_kernel = np.einsum("cijab,dij->dcab", windows(P, (h, w), stride), G)
    by_padded, (rows, columns), (s, t) = np.zeros_like(P), G.shape[-2:], stride
    for a in range(h):
        for b in range(w):
            under = by_padded[:, a:a + s * (rows - 1) + 1:s, b:b + t * (columns - 1) + 1:t]
            under += np.einsum("dij,dc->cij", G, K[:, :, a, b])
    (p, q), (H, W) = padding, X.shape[-2:]
    return by_padded[:, p:p + H, q:q + W], by_kernel


def corr_bound(X: Array, K: Array, padding: Pair = NONE, stride: Pair = ONE) -> Any:
    """``summed`` for :func:`corr`, shape (D, rows, columns)."""
    return summed(corr(np.abs(X), np.abs(K), padding, stride), K[0].size, norm(X) * norm(K), _size(X, padding))


def pull_bounds(X: Array, K: Array, G: Array, padding: Pair = NONE, stride: Pair = ONE) -> tuple[Any, Any]:
    """``summed`` for :func:`pull`."""
    by_image, by_kernel = pull(np.abs(X), np.abs(K), np.abs(G), padding, stride)
    size = _size(X, padding)
    return (summed(by_image, K.size // K.shape[1], norm(G) * norm(K), size),
            summed(by_kernel, G[0].size, norm(G) * norm(X), size))


def pool(X: Array, size: Pair, mode: str, stride: Pair) -> Array:
    """The largest number or the mean of each window of X (H, W)."""
    seen = windows(X.astype(np.float64), size, stride)
    pooled: Array = seen.max(axis=(-2, -1)) if mode == "max" else seen.mean(axis=(-2, -1))
    return pooled


def pool_bound(X: Array, size: Pair, mode: str, stride: Pair) -> Any:
    """How far they may be off: the largest is one of the numbers, the mean a sum of products."""
    if mode == "max":
        return 0.0
    area = size[0] * size[1]
    return summed(pool(np.abs(X), size, "avg", stride), area, norm(X) / np.sqrt(area), _size(X, NONE))


def pool_pull(X: Array, G: Array, size: Pair, mode: str, stride: Pair) -> Array:
    """The gradient of ``sum(pool(X, …) * G)`` by X, where no window ties."""
    by_image = np.zeros(X.shape)
    for (i, j), g in np.ndenumerate(G.astype(np.float64)):
        under = np.s_[i * stride[0]:i * stride[0] + size[0], j * stride[1]:j * stride[1] + size[1]]
        share = X[under] == X[under].max() if mode == "max" else np.full(size, 1 / (size[0] * size[1]))
        by_image[under] += g * share
    return by_image



def _size(X: Array, padding: Pair) -> int:
    return 4 * padded(X, padding).size
