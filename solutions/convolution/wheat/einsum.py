"""Stacks the shifted images into an array of four axes and contracts two of them."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    windows = jnp.stack(
        [jnp.stack([X[a : a + rows, b : b + columns] for b in range(w)]) for a in range(h)]
    )
    return jnp.einsum("abij,ab->ij", windows, K, precision=jax.lax.Precision.HIGHEST)


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]
    param_dtype: type = jnp.float32

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size, self.param_dtype)
        b = self.param("b", nn.initializers.zeros_init(), (1,), self.param_dtype)
        y = corr2d(x, w)
        return y + jnp.broadcast_to(b, y.shape)


# %% detect_edges
def detect_edges(X, axis):
    pairs = jnp.stack([jnp.delete(X, -1, axis=axis), jnp.delete(X, 0, axis=axis)])
    return jnp.einsum("s,sij->ij", jnp.array([1.0, -1.0]), pairs)


# %% sgd_step
def sgd_step(K, X, Y, lr):
    h, w = K.shape
    error = corr2d(X, K) - Y
    rows, columns = error.shape
    gradient = jnp.array(
        [[2 * jnp.sum(error * X[a : a + rows, b : b + columns]) for b in range(w)] for a in range(h)]
    )
    return K - lr * gradient, jnp.einsum("ij,ij->", error, error)


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = jnp.full((steps,), jnp.nan)
    for i in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses = losses.at[i].set(loss)
    return K, losses


# %% receptive_field
def receptive_field(kernel_sizes):
    kernel_sizes = np.array(kernel_sizes, dtype=np.int64).reshape(len(kernel_sizes), 2)
    return tuple(kernel_sizes.sum(axis=0) - len(kernel_sizes) + 1)
