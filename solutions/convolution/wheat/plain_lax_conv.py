"""Calls lax.conv, the shortest of XLA's convolutions, and unzips the kernel sizes."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    def with_two_axes_more(A):
        return A[jnp.newaxis, jnp.newaxis, :, :]

    answer = jax.lax.conv(
        with_two_axes_more(X), with_two_axes_more(K), (1, 1), "VALID", precision=jax.lax.Precision.HIGHEST
    )
    return answer[0, 0, :, :]


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    def setup(self):
        self.kernel = self.param("w", nn.initializers.uniform(), self.kernel_size)
        self.offset = self.param("b", nn.initializers.zeros_init(), (1,))

    @nn.nowrap
    def correlate(self, x, kernel):
        return corr2d(x, kernel)

    def __call__(self, x):
        return self.correlate(x, self.kernel) + self.offset


# %% detect_edges
def detect_edges(X, axis):
    if axis not in (0, 1):
        raise ValueError("axis must be 0 or 1")
    kernel_shape = (1, 2) if axis == 1 else (2, 1)
    return corr2d(X, jnp.array([1.0, -1.0]).reshape(kernel_shape))


# %% sgd_step
def squared_error(K, X, Y):
    return jnp.sum(jnp.square(corr2d(X, K) - Y))


def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(squared_error, argnums=0)(K, X, Y)
    return jnp.subtract(K, lr * gradient), loss


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    start_key, _ = jax.random.split(key)
    K = 0.01 * jax.random.normal(start_key, kernel_size, dtype=jnp.float32)
    losses = jnp.array([])
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses = jnp.append(losses, loss)
    return K, losses


# %% receptive_field
def receptive_field(kernel_sizes):
    return tuple(1 + sum(size[axis] - 1 for size in kernel_sizes) for axis in (0, 1))
