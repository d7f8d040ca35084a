"""Maps a function of the output's number over all outputs, and finds the pixels by division."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    rows, columns = X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1

    def output(n):
        i, j = jnp.divmod(n, columns)
        return (jax.lax.dynamic_slice(X, (i, j), K.shape) * K).sum()

    return jax.lax.map(output, jnp.arange(rows * columns)).reshape(rows, columns)


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    def setup(self):
        self.params_ = (
            self.param("w", nn.initializers.uniform(), self.kernel_size),
            self.param("b", nn.initializers.zeros, (1,)),
        )

    def __call__(self, x):
        w, b = self.params_
        return corr2d(x, w) + b


# %% detect_edges
def detect_edges(X, axis):
    steps = {0: (1, 0), 1: (0, 1)}
    down, right = steps[axis]
    H, W = X.shape
    return X[: H - down, : W - right] - X[down:, right:]


# %% sgd_step
@jax.jit
def sgd_step(K, X, Y, lr):
    error = corr2d(X, K) - Y
    gradient = jax.grad(lambda K: jnp.vdot(corr2d(X, K), 2 * jax.lax.stop_gradient(error)))(K)
    return K - lr * gradient, jnp.sum(jnp.square(error))


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    kernel_size = tuple(kernel_size)
    subkeys = jax.random.split(key, 3)
    K = 0.01 * jax.random.normal(subkeys[0], kernel_size)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.concatenate([loss[None] for loss in losses])


# %% receptive_field
def receptive_field(kernel_sizes):
    return (
        len([row for h, _ in kernel_sizes for row in range(1, h)]) + 1,
        len([column for _, w in kernel_sizes for column in range(1, w)]) + 1,
    )
