"""Rolls the image under each weight and cuts off what has come in from the other side."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    total = jnp.zeros_like(X)
    for a in range(h):
        for b in range(w):
            total = total + K[a, b] * jnp.roll(X, (-a, -b), (0, 1))
    return total[: X.shape[0] - h + 1, : X.shape[1] - w + 1]


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        def small(key, shape):
            return jax.random.uniform(key, shape, minval=0.0, maxval=0.01)

        w = self.param("w", small, self.kernel_size)
        b = self.param("b", jax.nn.initializers.constant(0.0), (1,))
        return corr2d(x, w) + b


# %% detect_edges
def detect_edges(X, axis):
    return (X - jnp.roll(X, -1, axis))[:-1, :] if axis == 0 else (X - jnp.roll(X, -1, axis))[:, :-1]


# %% sgd_step
def sgd_step(K, X, Y, lr):
    def squared_error(K):
        return sum(jnp.sum(row**2) for row in corr2d(X, K) - Y)

    loss, gradient = jax.value_and_grad(squared_error)(K)
    return K + (-lr) * gradient, loss


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = jnp.float32(0.01) * jax.random.normal(key, kernel_size)

    def trajectory(K):
        for _ in range(steps):
            K, loss = sgd_step(K, X, Y, lr)
            yield K, loss

    path = list(trajectory(K))
    return path[-1][0], jnp.array([loss for _, loss in path])


# %% receptive_field
def receptive_field(kernel_sizes):
    total_h = sum(k[0] for k in kernel_sizes)
    total_w = sum(k[1] for k in kernel_sizes)
    n = max(len(kernel_sizes) - 1, 0)
    return (total_h - n, total_w - n) if kernel_sizes else (1, 1)
