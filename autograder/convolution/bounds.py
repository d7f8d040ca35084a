"""The true answers in float64, and how far right answers in float32 may be from them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import jax
import numpy as np

from solutions.convolution import reference

Array = np.ndarray[Any, Any]

#: Unit roundoff of float32.
U = 2.0 ** -24


def exactly(function: Callable[..., Any], *args: Any) -> Any:
    """A reference function's answer in float64: NumPy arrays and floats in, NumPy arrays out.

    It is compiled once for each shape; arguments that are whole numbers are taken as constants.
    """
    with jax.enable_x64(True):
        wide = [arg if isinstance(arg, int) else np.asarray(arg, np.float64) for arg in args]
        constants = tuple(place for place, arg in enumerate(wide) if isinstance(arg, int))
        return jax.tree.map(np.asarray, _compiled(function, constants)(*wide))


@cache
def _compiled(function: Callable[..., Any], constants: tuple[int, ...]) -> Callable[..., Any]:
    return jax.jit(function, static_argnums=constants)


def sum_bound(magnitude: Any, terms: int, norms: float, size: int) -> Any:
    """How far a float32 sum of products may be from the true one, elementwise and absolute.

    Summed term by term in any order, the error is at most gamma(n) * sum |x| |k|, with gamma(n) = n u / (1 - n u)
    (Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., section 3.1, equation 3.5). Through a fast
    Fourier transform it is bounded by the norms: about u log2(N) ||x|| ||k|| (ibid., theorem 24.2, with a constant of
    a few units). Both are granted, with a factor of two on the first for the rounding of the products.

    Args:
        magnitude: sum |x| |k| for each output.
        terms: how many products are summed.
        norms: ||x|| ||k||, Euclidean.
        size: the padded length N of the transform.
    """
    gamma = (terms + 2) * U / (1 - (terms + 2) * U)
    return 2 * gamma * np.asarray(magnitude) + 8 * U * np.log2(size + 2) * norms


def corr2d_bound(X: Array, K: Array) -> Any:
    """:func:`sum_bound` for ``corr2d(X, K)``, shape (H - h + 1, W - w + 1)."""
    X, K = X.astype(np.float64), K.astype(np.float64)
    magnitude = exactly(reference.corr2d, np.abs(X), np.abs(K))
    return sum_bound(magnitude, K.size, _norm(X) * _norm(K), 4 * X.size)


def pull(function: Callable[..., Any], args: tuple[Any, ...], cotangent: Array) -> Any:
    """The gradients of ``sum(function(*args) * cotangent)`` by each argument, in float64."""
    return exactly(_puller(function), *args, cotangent)


@cache
def _puller(function: Callable[..., Any]) -> Callable[..., Any]:
    def pulled(*args: Any) -> Any:
        return jax.vjp(function, *args[:-1])[1](args[-1])

    return pulled


def pull_bounds(X: Array, K: Array, G: Array) -> tuple[Any, Any]:
    """:func:`sum_bound` for the gradients of ``sum(corr2d(X, K) * G)`` by X and by K."""
    by_image, by_kernel = pull(reference.corr2d, (np.abs(X), np.abs(K)), np.abs(G))
    X, K, G = X.astype(np.float64), K.astype(np.float64), G.astype(np.float64)
    return (sum_bound(by_image, K.size, _norm(G) * _norm(K), 4 * X.size),
            sum_bound(by_kernel, G.size, _norm(G) * _norm(X), 4 * X.size))


def _norm(array: Array) -> float:
    return float(np.linalg.norm(array))


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
    own = 2 * sum_bound(exactly(reference.corr2d, np.abs(X), met), E.size, _norm(X) * _norm(met), 4 * X.size)
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
        slope = _norm(following - K) / lr
        losses.append(float(loss))
        bounds.append(about + 2 * slope * off + curved * off * off)
        off = growth * off + _norm(step)
        K = following
    return K, losses, 2 * off, bounds
