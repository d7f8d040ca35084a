"""The true answers in float64, and how far right answers in float32 may be from them.

U is the unit roundoff of float32. A sum of k terms, in any order, is off by at most (k - 1) U times the sum of their
sizes, to first order in U (Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., section 4.2); exp and log
are granted four units in the last place. Each bound is doubled for the orders left out.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from solutions.softmax import reference

Array = np.ndarray[Any, Any]

#: Unit roundoff of float32.
U = 2.0 ** -24
#: What a share may be off by whatever its size: it may be flushed to zero, or kept above it (exp of -87, the last that
#: float32 has whole, is 2^-125.5).
FAINT = 2.0 ** -100


def wide(*arrays: Array) -> tuple[Array, ...]:
    """Floats in float64; whole numbers stay."""
    return tuple(array.astype(np.float64) if array.dtype.kind == "f" else array for array in arrays)


def softmax(O: Array) -> tuple[Array, Array]:
    """The probabilities, and the bound on each.

    A share is exp(o - L), L the logarithm of the row's sum of exps. Whichever way it is worked out, what goes into exp
    is off by the rounding of numbers no larger than |o| and |L|, and exp turns that into a relative error.
    """
    O, = wide(O)
    P = reference.softmax(O)
    return P, P * spread_of(O, 0.0) + FAINT


def spread_of(O: Array, off: Array | float) -> Array:
    """The relative error of shares whose scores are themselves off by so much: shape (n, 1)."""
    largest = np.abs(O).max(axis=1, keepdims=True)
    scores = np.max(np.broadcast_to(off, O.shape), axis=1, keepdims=True)
    return np.asarray(2 * (2 * scores + U * (4 * largest + O.shape[1] + 12)))


def cross_entropy(O: Array, y: Array) -> tuple[float, float]:
    """The loss and its bound: each row's L and score are rounded, and then their differences are summed."""
    O, = wide(O)
    n, q = O.shape
    loss = reference.cross_entropy(O, y)
    rows = U * (4 * np.abs(O).max(axis=1) + q + 12)
    return loss, float(2 * (rows.mean() + (n + 2) * U * loss))


def gradient(W: Array, b: Array, X: Array, y: Array) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """(dW, db) and their bounds.

    The scores' own sums are off; that goes through the shares P into P - Y, and with each picture's pixels into dW.
    """
    W, b, X = wide(W, b, X)
    n, d = X.shape
    O = X @ W + b
    P = reference.softmax(O)
    error = np.abs(P - reference.one_hot(y, len(b)))
    off = P * spread_of(O, (d + 2) * U * (np.abs(X) @ np.abs(W) + np.abs(b))) + 2 * U + FAINT
    # P and Y may also be summed apart, and their sums subtracted.
    each = off + 2 * (n + 4) * U * (P + reference.one_hot(y, len(b)) + error)
    return reference.gradient(W, b, X, y), (np.abs(X).T @ each / n, each.mean(axis=0))


def descend(X: Array, y: Array, q: int, batches: list[Array], lr: float) -> tuple[tuple[Array, Array], float]:
    """W and b after one step of descent from zero for each of these batches of indices, and a bound on all of them.

    In the Euclidean norm, a step carries on the error of those before. The loss is convex and its slope changes by at
    most L: half of the largest eigenvalue of the mean of x xᵀ, x with a one at its end. So a step of length lr grows an
    error by max(1, lr L - 1) at most, and adds that of its own gradient.
    """
    W, b, off = np.zeros((X.shape[1], q)), np.zeros(q), 0.0
    for batch in batches:
        (dW, db), (by_W, by_b) = gradient(W, b, X[batch], y[batch])
        curved = 0.5 * float(((X[batch] ** 2).sum(axis=1) + 1).max())
        W, b = W - lr * dW, b - lr * db
        own = lr * float(np.sqrt((by_W ** 2).sum() + (by_b ** 2).sum()))
        off = max(1.0, lr * curved - 1) * off + own + 4 * U * float(np.sqrt((W ** 2).sum() + (b ** 2).sum()))
    return (W, b), 2 * off
