"""Two loops and one sum, as the definition is written; the kernel itself is the edge detector."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows = X.shape[0] - h + 1
    columns = X.shape[1] - w + 1
    Y = jnp.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            Y = Y.at[i, j].set((X[i : i + h, j : j + w] * K).sum())
    return Y


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    def setup(self):
        self.w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        self.b = self.param("b", nn.initializers.zeros, (1,))

    def __call__(self, x):
        return corr2d(x, self.w) + self.b


# %% detect_edges
def detect_edges(X, axis):
    K = jnp.array([[1.0, -1.0]])
    if axis == 0:
        K = K.T
    return corr2d(X, K)


# %% sgd_step
def sgd_step(K, X, Y, lr):
    def squared_error(K):
        return jnp.sum((corr2d(X, K) - Y) ** 2)

    loss = squared_error(K)
    gradient = jax.grad(squared_error)(K)
    return K - lr * gradient, loss


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = jnp.zeros(steps)
    for step in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses = losses.at[step].set(loss)
    return K, losses


# %% receptive_field
def receptive_field(kernel_sizes):
    height = 1
    width = 1
    for h, w in kernel_sizes:
        height = height + h - 1
        width = width + w - 1
    return height, width
