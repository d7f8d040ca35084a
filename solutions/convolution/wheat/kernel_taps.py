"""Loops over the few weights instead of the many pixels: one shifted copy of the image for each tap."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return sum(
        K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w)
    )


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = self.param("b", nn.initializers.zeros_init(), (1,))
        return corr2d(x, w) + b


# %% detect_edges
def detect_edges(X, axis):
    return -jnp.diff(X, axis=axis)


# %% sgd_step
def sgd_step(K, X, Y, lr):
    def objective(K):
        residual = corr2d(X, K) - Y
        return jnp.vdot(residual, residual)

    loss, slope = jax.value_and_grad(objective)(K)
    return K - lr * slope, loss


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    start = 0.01 * jax.random.normal(key, kernel_size)
    return jax.lax.scan(
        lambda K, _: sgd_step(K, X, Y, lr), start, None, length=steps
    )


# %% receptive_field
def receptive_field(kernel_sizes):
    sizes = np.array(kernel_sizes, dtype=int).reshape(-1, 2)
    height, width = 1 + (sizes - 1).sum(axis=0)
    return int(height), int(width)
