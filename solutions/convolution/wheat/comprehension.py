"""Nested comprehensions; the losses are handed back as a plain Python list."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    H, W = X.shape
    return jnp.array(
        [
            [jnp.sum(X[i : i + h, j : j + w] * K) for j in range(W - w + 1)]
            for i in range(H - h + 1)
        ]
    )


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = self.param("b", lambda key, shape: jnp.zeros(shape), (1,))
        return corr2d(x, w) + b


# %% detect_edges
def detect_edges(X, axis):
    return X[:, :-1] - X[:, 1:] if axis == 1 else X[:-1] - X[1:]


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda k: ((corr2d(X, k) - Y) ** 2).sum())(K)
    return K - lr * gradient, loss


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = jax.random.normal(key, kernel_size) * 0.01
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, losses


# %% receptive_field
def receptive_field(kernel_sizes):
    return (
        1 + sum(h - 1 for h, _ in kernel_sizes),
        1 + sum(w - 1 for _, w in kernel_sizes),
    )
