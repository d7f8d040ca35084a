"""Gathers windows with NumPy's index grids, which are made of shapes alone, and contracts them."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    i = np.add.outer(np.arange(rows), np.arange(h))
    j = np.add.outer(np.arange(columns), np.arange(w))
    windows = X[i[:, None, :, None], j[None, :, None, :]]
    return jnp.tensordot(windows, K, axes=[(2, 3), (0, 1)], precision="highest")


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    def setup(self):
        self.w = self.param("w", nn.initializers.uniform(dtype=jnp.float32), self.kernel_size)
        self.b = self.param("b", nn.initializers.zeros, (1,))

    def weighted(self, x):
        return corr2d(x, self.w)

    def __call__(self, x):
        return self.weighted(x) + self.b


# %% detect_edges
def detect_edges(X, axis):
    first, second = np.s_[:-1], np.s_[1:]
    everything = np.s_[:]
    if axis == 0:
        return X[first, everything] - X[second, everything]
    elif axis == 1:
        return X[everything, first] - X[everything, second]


# %% sgd_step
def sgd_step(K, X, Y, lr):
    slope = jax.grad(lambda K, X, Y: jnp.sum((corr2d(X, K) - Y) ** 2))
    before = jnp.sum((corr2d(X, K) - Y) ** 2)
    K -= lr * slope(K, X, Y)
    return K, before


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = jax.random.normal(key, kernel_size)
    K *= 0.01
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses += [loss]
    return [K, np.array(losses)]


# %% receptive_field
def receptive_field(kernel_sizes):
    total = np.array([1, 1])
    for size in kernel_sizes:
        total += np.array(size) - 1
    return total[0], total[1]
