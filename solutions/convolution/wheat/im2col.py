"""Gathers every window into one row of a matrix, so that the whole answer is a matrix-vector product."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
@jax.jit
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    i = jnp.arange(rows)[:, None, None, None] + jnp.arange(h)[None, None, :, None]
    j = jnp.arange(columns)[None, :, None, None] + jnp.arange(w)[None, None, None, :]
    patches = X[i, j].reshape(rows * columns, h * w)
    return (patches @ K.reshape(-1)).reshape(rows, columns)


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    def setup(self):
        self.weight = self.param("w", nn.initializers.uniform(), tuple(self.kernel_size))
        self.bias = self.param("b", nn.initializers.zeros, (1,))

    def __call__(self, x):
        return corr2d(x, self.weight) + self.bias[0]


# %% detect_edges
def detect_edges(X, axis):
    n = X.shape[axis]
    here = jax.lax.slice_in_dim(X, 0, n - 1, axis=axis)
    following = jax.lax.slice_in_dim(X, 1, n, axis=axis)
    return here - following


# %% sgd_step
@jax.jit
def sgd_step(K, X, Y, lr):
    def loss(K):
        return jnp.sum((corr2d(X, K) - Y) ** 2)

    return K - lr * jax.grad(loss)(K), loss(K)


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = jax.random.normal(key, tuple(kernel_size)) * 1e-2
    losses = np.zeros(steps, dtype=np.float32)
    for t in range(steps):
        K, losses[t] = sgd_step(K, X, Y, lr)
    return K, losses


# %% receptive_field
def receptive_field(kernel_sizes):
    field = [1, 1]
    for size in kernel_sizes:
        for axis in range(2):
            field[axis] += size[axis] - 1
    return tuple(field)
