"""Uses fori_loop for the weights, for the training, and an array of losses that is filled on the way."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    shape = (X.shape[0] - h + 1, X.shape[1] - w + 1)

    def add_weight(n, Y):
        a, b = n // w, n % w
        return Y + K[a, b] * jax.lax.dynamic_slice(X, (a, b), shape)

    return jax.lax.fori_loop(0, h * w, add_weight, jnp.zeros(shape))


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    def setup(self):
        self.w = self.param("w", nn.initializers.uniform(), self.kernel_size, jnp.float32)
        self.b = self.param("b", nn.initializers.zeros, (1,), jnp.float32)

    def __call__(self, x):
        return corr2d(x, self.w) + self.b


# %% detect_edges
def detect_edges(X, axis):
    kernel = np.array([[1, -1]], dtype=np.float32)
    return corr2d(X, jnp.asarray(kernel if axis else kernel.T))


# %% sgd_step
def sgd_step(K, X, Y, lr):
    def squared_error(kernel):
        difference = corr2d(X, kernel) - Y
        return jnp.sum(difference * difference)

    return K - lr * jax.grad(squared_error)(K), squared_error(K)


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    def one(t, state):
        K, losses = state
        K, loss = sgd_step(K, X, Y, lr)
        return K, losses.at[t].set(loss)

    start = 0.01 * jax.random.normal(key, kernel_size)
    return jax.lax.fori_loop(0, steps, one, (start, jnp.zeros(steps)))


# %% receptive_field
def receptive_field(kernel_sizes):
    rows, columns = 0, 0
    for h, w in reversed(kernel_sizes):
        rows, columns = rows + h - 1, columns + w - 1
    return [rows + 1, columns + 1]
