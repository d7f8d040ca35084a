"""Numbers the pixels and takes all windows from the flat image with one table of numbers."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    (H, W), (h, w) = X.shape, K.shape
    numbers = np.arange(H * W).reshape(H, W)
    corners = numbers[: H - h + 1, : W - w + 1].reshape(-1, 1)
    window = numbers[:h, :w].reshape(1, -1)
    columns = jnp.take(X.ravel(), corners + window)
    return jnp.dot(columns, K.ravel(), precision="highest").reshape(H - h + 1, W - w + 1)


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    def setup(self):
        h, w = self.kernel_size
        self.w = self.param("w", nn.initializers.uniform(), [h, w])
        self.b = self.param("b", nn.initializers.zeros, [1])

    def __call__(self, x):
        return corr2d(x, self.w) + self.b


# %% detect_edges
def detect_edges(X, axis):
    head, tail = jnp.split(X, [1], axis=axis)
    front, _ = jnp.split(X, [X.shape[axis] - 1], axis=axis)
    return front - tail


# %% sgd_step
from jax.flatten_util import ravel_pytree


def sgd_step(K, X, Y, lr):
    flat, rebuild = ravel_pytree(K)
    loss, gradient = jax.value_and_grad(lambda flat: jnp.sum((corr2d(X, rebuild(flat)) - Y) ** 2))(flat)
    return rebuild(flat - lr * gradient), loss


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = []
    for _ in range(steps):
        losses.append(((corr2d(X, K) - Y) ** 2).sum())
        K = sgd_step(K, X, Y, lr)[0]
    return K, jnp.array(losses)


# %% receptive_field
def receptive_field(kernel_sizes):
    size = [1, 1]
    for layer in kernel_sizes:
        size = [seen + extent - 1 for seen, extent in zip(size, layer)]
    return tuple(size)
