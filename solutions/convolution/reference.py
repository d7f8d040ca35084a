"""The reference solutions of the assignment ``convolution``, in JAX, for any shapes.

Source of the definitions: the assignment's contract (its text is ``source/convolution.py``); cross-correlation as in
Goodfellow, Bengio and Courville, *Deep Learning* (2016), equation 9.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flax.linen as nn
import jax
import jax.numpy as jnp

Array = jax.Array


def corr2d(X: Array, K: Array) -> Array:
    """Cross-correlation without padding, stride 1.

    Args:
        X: the image, shape (H, W), float.
        K: the kernel, shape (h, w), float, with 1 <= h <= H and 1 <= w <= W.

    Returns:
        ``Y[i, j] = sum over a, b of X[i + a, j + b] * K[a, b]``, shape (H - h + 1, W - w + 1), of X's dtype.

    Raises:
        ValueError: the kernel does not fit into the image.
    """
    (H, W), (h, w) = X.shape, K.shape
    if h > H or w > W:
        raise ValueError(f"a kernel of shape {K.shape} does not fit into an image of shape {X.shape}")
    rows, columns = H - h + 1, W - w + 1
    # One shifted copy of the image for each weight: h * w additions, however large the image.
    Y = jnp.zeros((rows, columns), X.dtype)
    for a in range(h):
        for b in range(w):
            Y = Y + X[a:a + rows, b:b + columns] * K[a, b]
    return Y


class Conv2D(nn.Module):
    """A convolutional layer with one kernel and one bias.

    Attributes:
        kernel_size: (h, w).

    Parameters:
        ``w``, shape ``kernel_size``, uniform in [0, 0.01); ``b``, shape (1,), zeros.
    """

    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x: Array) -> Array:
        """``corr2d(x, w) + b`` for x of shape (H, W): shape (H - h + 1, W - w + 1)."""
        w = self.param("w", nn.initializers.uniform(), tuple(self.kernel_size))
        b = self.param("b", nn.initializers.zeros_init(), (1,))
        return corr2d(x, w) + b


def detect_edges(X: Array, axis: int) -> Array:
    """The difference between neighbours: across columns for ``axis=1``, across rows for ``axis=0``.

    Args:
        X: the image, shape (H, W).
        axis: 0 or 1.

    Returns:
        ``X[i, j] - X[i, j + 1]``, shape (H, W - 1), or ``X[i, j] - X[i + 1, j]``, shape (H - 1, W).

    Raises:
        ValueError: another axis.
    """
    if axis not in (0, 1):
        raise ValueError(f"axis is 0 or 1, not {axis}")
    K = jnp.array([1.0, -1.0], X.dtype)
    return corr2d(X, K[None, :] if axis == 1 else K[:, None])


def squared_error(K: Array, X: Array, Y: Array) -> Array:
    """``sum((corr2d(X, K) - Y) ** 2)``, a scalar."""
    return jnp.sum((corr2d(X, K) - Y) ** 2)


def sgd_step(K: Array, X: Array, Y: Array, lr: float) -> tuple[Array, Array]:
    """One step of gradient descent on :func:`squared_error` by K.

    Args:
        K: the kernel, shape (h, w).
        X: the image, shape (H, W).
        Y: the target, shape (H - h + 1, W - w + 1).
        lr: the learning rate.

    Returns:
        the new kernel, shape (h, w), and the loss before the step, a scalar.
    """
    loss, gradient = jax.value_and_grad(squared_error)(K, X, Y)
    return K - lr * gradient, loss


def train_edge_kernel(X: Array, Y: Array, kernel_size: tuple[int, int], *, key: Any, lr: float = 3e-2,
                      steps: int = 10) -> tuple[Array, Array]:
    """Learns the kernel that maps X to Y, from a small random start.

    Args:
        X: the image, shape (H, W).
        Y: the target, shape (H - h + 1, W - w + 1).
        kernel_size: (h, w).
        key: where the start is drawn from: normal, standard deviation 0.01.
        lr: the learning rate.
        steps: how many steps.

    Returns:
        the kernel, shape (h, w), and the loss before each step, shape (steps,).
    """
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)


def receptive_field(kernel_sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The receptive field of one output cell of a stack of stride-1 layers.

    Each layer of size (h, w) lets a cell see h - 1 more rows and w - 1 more columns.

    Args:
        kernel_sizes: (h, w) of each layer; the order does not matter.

    Returns:
        (height, width); (1, 1) for the empty stack.
    """
    return 1 + sum(h - 1 for h, _ in kernel_sizes), 1 + sum(w - 1 for _, w in kernel_sizes)
