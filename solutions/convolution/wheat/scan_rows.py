"""Scans down the image row by row, and lets jacrev find the slope of every output."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    columns = X.shape[1] - w + 1

    def row(i, _):
        strip = jax.lax.dynamic_slice_in_dim(X, i, h, axis=0)
        answers = [jnp.sum(strip[:, j : j + w] * K) for j in range(columns)]
        return i + 1, jnp.stack(answers)

    _, Y = jax.lax.scan(row, 0, None, length=X.shape[0] - h + 1)
    return Y


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        initial = nn.initializers.uniform(scale=0.01)
        w = self.param("w", initial, (self.kernel_size[0], self.kernel_size[1]))
        b = self.param("b", nn.initializers.zeros, 1)
        return corr2d(x, w) + b


# %% detect_edges
def detect_edges(X, axis):
    def step(line, following):
        return following, line - following

    lines = X if axis == 0 else X.T
    _, edges = jax.lax.scan(step, lines[0], lines[1:])
    return edges if axis == 0 else edges.T


# %% sgd_step
def sgd_step(K, X, Y, lr):
    error = corr2d(X, K) - Y
    slopes = jax.jacrev(lambda kernel: corr2d(X, kernel))(K)
    gradient = 2 * jnp.tensordot(error, slopes, axes=2)
    return K - lr * gradient, jnp.sum(error**2)


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = jax.random.normal(key, kernel_size) * 0.01
    K, losses = jax.lax.scan(lambda K, _: sgd_step(K, X, Y, lr), K, jnp.arange(steps))
    return K, losses


# %% receptive_field
def receptive_field(kernel_sizes):
    from functools import reduce

    return reduce(lambda seen, size: (seen[0] + size[0] - 1, seen[1] + size[1] - 1), kernel_sizes, (1, 1))
