"""The true answers in float64, and how far right answers in float32 may be from them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

#: Unit roundoff of float32.
U = 2.0 ** -24
#: Bytes of arguments up to which an answer is kept for those who ask the same.
REMEMBERED = 1 << 14


def exactly(function: Callable[..., Any], *args: Any, **static: Any) -> Any:
    """A function's answer in float64, by JAX: NumPy arrays and floats in, NumPy arrays out.

    Arrays of whole numbers and of truth values stay what they are: they may be labels, or places.

    It is compiled once for each shape; arguments that are whole numbers are taken as constants, and named ones too.
    """
    held = [arg if isinstance(arg, int) else _wide(np.asarray(arg)) for arg in args]
    if sum(arg.nbytes for arg in held if isinstance(arg, np.ndarray)) > REMEMBERED:
        return _computed(function, held, tuple(static.items()))
    return _remembered(function, tuple(map(_written, held)), tuple(static.items()))


def _wide(array: Array) -> Array:
    return array if array.dtype.kind in "iub" else array.astype(np.float64)


def _written(arg: Any) -> tuple[Any, ...]:
    """An argument as a key: two are equal only where all their bits are."""
    return (arg.tobytes(), arg.dtype, arg.shape) if isinstance(arg, np.ndarray) else (type(arg), arg)


@lru_cache(maxsize=1 << 12)
def _remembered(function: Callable[..., Any], held: tuple[tuple[Any, ...], ...],
                static: tuple[tuple[str, Any], ...]) -> Any:
    """Properties ask the same of each other and of every student, so most answers are known."""
    args = [np.frombuffer(each[0], each[1]).reshape(each[2]) if len(each) == 3 else each[1] for each in held]
    return _computed(function, args, static)


def _computed(function: Callable[..., Any], args: list[Any], static: tuple[tuple[str, Any], ...]) -> Any:
    import jax

    constants = tuple(place for place, arg in enumerate(args) if isinstance(arg, int))
    with jax.enable_x64(True):
        return jax.tree.map(_unchanging, _compiled(function, constants, static)(*args))


def _unchanging(leaf: Any) -> Array:
    array = np.asarray(leaf)
    array.setflags(write=False)
    return array


@cache
def _compiled(function: Callable[..., Any], constants: tuple[int, ...],
              static: tuple[tuple[str, Any], ...]) -> Callable[..., Any]:
    import jax

    compiled: Callable[..., Any] = jax.jit(partial(function, **dict(static)) if static else function,
                                           static_argnums=constants)
    return compiled


def summed(magnitude: Any, terms: int, norms: float, size: int) -> Any:
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


def products(function: Callable[..., Any], X: Array, K: Array, terms: int, **static: Any) -> Any:
    """:func:`summed` for a function that is linear in X and in K: sums of ``terms`` products at most."""
    X, K = X.astype(np.float64), K.astype(np.float64)
    magnitude = exactly(function, np.abs(X), np.abs(K), **static)
    return summed(magnitude, terms, norm(X) * norm(K), 4 * X.size)


def pull(function: Callable[..., Any], args: tuple[Any, ...], cotangent: Array, **static: Any) -> Any:
    """The gradients of ``sum(function(*args) * cotangent)`` by each argument, in float64."""
    return exactly(_puller(function, tuple(static.items())), *args, cotangent)


@cache
def _puller(function: Callable[..., Any], static: tuple[tuple[str, Any], ...]) -> Callable[..., Any]:
    import jax

    def pulled(*args: Any) -> Any:
        return jax.vjp(partial(function, **dict(static)), *args[:-1])[1](args[-1])

    return pulled


def pull_products(function: Callable[..., Any], X: Array, K: Array, G: Array, terms: int,
                  **static: Any) -> tuple[Any, Any]:
    """:func:`summed` for the gradients of ``sum(function(X, K) * G)`` by X and by K, as for :func:`products`.

    By X, an entry is a sum of at most ``terms`` products; by K, of one for each entry of G, at most.
    """
    by_X, by_K = pull(function, (np.abs(X), np.abs(K)), np.abs(G), **static)
    X, K, G = X.astype(np.float64), K.astype(np.float64), G.astype(np.float64)
    return (summed(by_X, max(terms, K.size), norm(G) * norm(K), 4 * X.size),
            summed(by_K, max(G.size, X.size), norm(G) * norm(X), 4 * X.size))


def norm(array: Array) -> float:
    """The Euclidean norm of all entries."""
    return float(np.linalg.norm(array))
