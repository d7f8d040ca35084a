"""How far right answers in float32 may be from the true ones, which are known in float64."""

from __future__ import annotations

from typing import Any

import numpy as np

from assay.testing import Array, bounds, exactly
from solutions.convolution import reference

U, norm, pull, summed = bounds.U, bounds.norm, bounds.pull, bounds.summed


def corr2d_bound(X: Array, K: Array) -> Any:
    """How far ``corr2d(X, K)`` may be off, shape (H - h + 1, W - w + 1)."""
    return bounds.products(reference.corr2d, X, K, K.size)


def pull_bounds(X: Array, K: Array, G: Array) -> tuple[Any, Any]:
    """How far the gradients of ``sum(corr2d(X, K) * G)`` by X and by K may be off."""
    by_image, by_kernel = pull(reference.corr2d, (np.abs(X), np.abs(K)), np.abs(G))
    X, K, G = X.astype(np.float64), K.astype(np.float64), G.astype(np.float64)
    return (summed(by_image, K.size, norm(G) * norm(K), 4 * X.size),
            summed(by_kernel, G.size, norm(G) * norm(X), 4 * X.size))


def step_bounds(K: Array, X: Array, Y: Array, lr: float) -> tuple[Any, float]:
    """How far one float32 step of descent may be off: (the new kernel, elementwise; the loss).

    The error of corr2d runs through the residual E = corr2d(X, K) - Y into the loss, 2 |E| e + e^2, and into the
    gradient, 2 corr2d(|X|, e). The gradient's own summation meets the residual with its error, and so may be off even
    where E is zero: a transform spreads what is left of it over every weight.
    """
    K, X, Y = (array.astype(np.float64) for array in (K, X, Y))
    E = exactly(reference.corr2d, X, K) - Y
    e = corr2d_bound(X, K) + 2 * U * (np.abs(E) + np.abs(Y))
    met = np.abs(E) + e
    loss = float(np.sum(2 * np.abs(E) * e + e * e) + 2 * (E.size + 2) * U * np.sum(met * met))
    through = 2 * exactly(reference.corr2d, np.abs(X), e)
    own = 2 * summed(exactly(reference.corr2d, np.abs(X), met), E.size, norm(X) * norm(met), 4 * X.size)
    moved = np.abs(2 * lr * exactly(reference.corr2d, X, E))
    return lr * (through + own) + 4 * U * (np.abs(K) + moved), loss


def curvature(X: Array, kernel_size: tuple[int, int]) -> float:
    """A bound on the largest eigenvalue of 2 A^T A, where A K = corr2d(X, K): the trace, which is at least as large.

    Descent on sum((A K - Y)**2) contracts when lr times that eigenvalue is below 2, and grows beyond.
    """
    (H, W), (h, w) = X.shape, kernel_size
    windows = [X[a:H - h + 1 + a, b:W - w + 1 + b].astype(np.float64) for a in range(h) for b in range(w)]
    return 2 * sum(float((window ** 2).sum()) for window in windows)


def descend(K: Array, X: Array, Y: Array, lr: float, steps: int) -> tuple[Array, list[float], Any, list[float]]:
    """Descent in float64 from K, with what float32 may be off: (kernel, losses, kernel's bound, losses' bounds).

    In the Euclidean norm, a step carries on the error of those before, grown by its Lipschitz constant at most, and
    adds its own. With a stable step the constant is 1. ``lr`` is positive.
    """
    off, losses, bounds = 0.0, [], []
    curved = curvature(X, (K.shape[0], K.shape[1]))
    growth = max(1.0, lr * curved - 1)
    for _ in range(steps):
        step, about = step_bounds(K, X, Y, lr)
        following, loss = exactly(reference.sgd_step, K, X, Y, lr)
        slope = norm(following - K) / lr
        losses.append(float(loss))
        bounds.append(about + 2 * slope * off + curved * off * off)
        off = growth * off + norm(step)
        K = following
    return K, losses, 2 * off, bounds
