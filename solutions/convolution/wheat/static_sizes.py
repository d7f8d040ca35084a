"""Jits a helper whose sizes are static, and names every intermediate result."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
from functools import partial


@partial(jax.jit, static_argnames=("rows", "columns"))
def correlate_windows(image, kernel, rows, columns):
    h, w = kernel.shape
    result = jnp.zeros((rows, columns), dtype=image.dtype)
    for a in range(h):
        for b in range(w):
            shifted = jax.lax.dynamic_slice(image, (a, b), (rows, columns))
            result = result + shifted * kernel[a, b]
    return result


def corr2d(X, K):
    rows = X.shape[0] - K.shape[0] + 1
    columns = X.shape[1] - K.shape[1] + 1
    return correlate_windows(X, K, rows=rows, columns=columns)


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]
    w_init: nn.initializers.Initializer = nn.initializers.uniform()
    b_init: nn.initializers.Initializer = nn.initializers.zeros

    @nn.compact
    def __call__(self, x):
        w = self.param("w", self.w_init, self.kernel_size)
        b = self.param("b", self.b_init, (1,))
        return corr2d(x, w) + b


# %% detect_edges
@partial(jax.jit, static_argnums=1)
def detect_edges(X, axis):
    if axis == 1:
        return X[:, :-1] - X[:, 1:]
    else:
        return X[:-1, :] - X[1:, :]


# %% sgd_step
@partial(jax.jit, static_argnames="lr")
def sgd_step(K, X, Y, lr):
    def squared_error(kernel):
        return jnp.sum((corr2d(X, kernel) - Y) ** 2)

    loss, gradient = jax.value_and_grad(squared_error)(K)
    return K - lr * gradient, loss


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key=key, shape=tuple(kernel_size), dtype=jnp.float32)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)


# %% receptive_field
def receptive_field(kernel_sizes):
    height, width = 1, 1
    for kernel_size in kernel_sizes:
        height += kernel_size[0] - 1
        width += kernel_size[1] - 1
    return (height, width)
