"""The reference solutions of the assignment ``softmax``, in NumPy.

Source of the definitions: the assignment's contract (its text is ``source/softmax.py``); softmax regression as in
Bishop, *Pattern Recognition and Machine Learning* (2006), section 4.3.4, whose equation 4.109 is the gradient.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def softmax(O: Array) -> Array:
    """Each row of scores as probabilities.

    Args:
        O: scores, shape (n, q), float32 or float64.

    Returns:
        ``exp(O - max) / sum(exp(O - max))``, both over rows: shape (n, q), of O's dtype.
    """
    powers: Array = np.exp(O - O.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def one_hot(y: Array, q: int) -> Array:
    """Each label as a row of zeros and a one.

    Args:
        y: labels, shape (n,), whole numbers from 0 to q - 1.
        q: how many classes there are.

    Returns:
        shape (n, q), float64.
    """
    rows = np.zeros((len(y), q))
    rows[np.arange(len(y)), y] = 1
    return rows


def cross_entropy(O: Array, y: Array) -> float:
    """The mean of ``log(sum(exp(O[i]))) - O[i, y[i]]`` over all rows i.

    Args:
        O: scores, shape (n, q).
        y: labels, shape (n,), whole numbers from 0 to q - 1.
    """
    largest = O.max(axis=1)
    logs = largest + np.log(np.exp(O - largest[:, None]).sum(axis=1))
    return float((logs - O[np.arange(len(y)), y]).mean())


def gradient(W: Array, b: Array, X: Array, y: Array) -> tuple[Array, Array]:
    """The gradients of ``cross_entropy(X @ W + b, y)``.

    Args:
        W: weights, shape (d, q).
        b: biases, shape (q,).
        X: pictures, shape (n, d).
        y: labels, shape (n,), whole numbers from 0 to q - 1.

    Returns:
        the gradients by W, shape (d, q), and by b, shape (q,).
    """
    error = (softmax(X @ W + b) - one_hot(y, len(b))) / len(y)
    return X.T @ error, error.sum(axis=0)


def minibatches(n: int, batch_size: int, rng: np.random.Generator) -> Iterator[Array]:
    """The indices 0 to n - 1, in an order drawn from ``rng``, by portions of ``batch_size``; the last has the rest."""
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        yield order[start:start + batch_size]


class Accuracy:
    """The share of rows whose largest score is at the right label, since the start or the last reset."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forgets what was seen."""
        self.right = self.seen = 0

    def update(self, O: Array, y: Array) -> None:
        """Counts the rows of O, shape (n, q), whose largest score is at y, shape (n,)."""
        self.right += int((O.argmax(axis=1) == y).sum())
        self.seen += len(y)

    def value(self) -> float:
        """The share; 0.0 of none."""
        return self.right / self.seen if self.seen else 0.0


def confusion(truth: Sequence[str], predicted: Sequence[str]) -> dict[tuple[str, str], int]:
    """How often each pair (what it is, what it was taken for) occurs; pairs that do not are left out."""
    counts: dict[tuple[str, str], int] = {}
    for pair in zip(truth, predicted, strict=True):
        counts[pair] = counts.get(pair, 0) + 1
    return counts


def train(X: Array, y: Array, q: int, *, epochs: int = 20, lr: float = 0.5, batch_size: int = 64,
          seed: int = 0) -> tuple[Array, Array]:
    """Minibatch descent on the cross-entropy, from zeros.

    Args:
        X: pictures, shape (n, d), from 0 to 1.
        y: labels, shape (n,), whole numbers from 0 to q - 1.
        q: how many classes there are.
        epochs: how often to go through all pictures.
        lr: the learning rate.
        batch_size: how many pictures there are in a minibatch.
        seed: where the order comes from.

    Returns:
        W, shape (d, q), and b, shape (q,), after the last step.
    """
    rng = np.random.default_rng(seed)
    W, b = np.zeros((X.shape[1], q)), np.zeros(q)
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            dW, db = gradient(W, b, X[batch], y[batch])
            W, b = W - lr * dW, b - lr * db
    return W, b
