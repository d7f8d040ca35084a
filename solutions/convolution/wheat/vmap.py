"""Writes one output pixel and lets vmap make rows and columns of it."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    def pixel(i, j):
        window = jax.lax.dynamic_slice(X, (i, j), K.shape)
        return jnp.vdot(window, K)

    row = jax.vmap(pixel, in_axes=(None, 0))
    image = jax.vmap(row, in_axes=(0, None))
    return image(
        jnp.arange(X.shape[0] - K.shape[0] + 1),
        jnp.arange(X.shape[1] - K.shape[1] + 1),
    )


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int] = (3, 3)

    @nn.compact
    def __call__(self, x):
        weight = self.param("w", nn.initializers.uniform(), self.kernel_size)
        bias = self.param("b", nn.initializers.constant(0.0), (1,))
        return corr2d(x, weight) + bias


# %% detect_edges
def detect_edges(X, axis):
    rows = X if axis == 1 else X.T
    edges = jax.vmap(lambda row: row[:-1] - row[1:])(rows)
    return edges if axis == 1 else edges.T


# %% sgd_step
def sgd_step(K, X, Y, lr):
    def loss_fn(K):
        return jnp.square(corr2d(X, K) - Y).sum()

    value, grad = jax.value_and_grad(loss_fn)(K)
    return jax.tree.map(lambda k, g: k - lr * g, K, grad), value


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    key, subkey = jax.random.split(key)
    K = 0.01 * jax.random.normal(subkey, kernel_size)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)


# %% receptive_field
def receptive_field(kernel_sizes):
    if not kernel_sizes:
        return (1, 1)
    (h, w), *rest = kernel_sizes
    height, width = receptive_field(rest)
    return (height + h - 1, width + w - 1)
