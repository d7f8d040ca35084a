"""Calls a true convolution and turns the kernel around for it, so that the two turns cancel."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    return jax.scipy.signal.convolve2d(X, jnp.flip(K), mode="valid", precision="highest")


# %% conv2d
class Conv2D(nn.Module):
    """Correlates and adds the bias."""

    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(1e-2), self.kernel_size)
        (b,) = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w) + b


# %% detect_edges
def detect_edges(X, axis):
    minus_one, one = -1.0, 1.0
    if axis == 1:
        K = jnp.array([[one, minus_one]])
    else:
        K = jnp.array([[one], [minus_one]])
    return jax.scipy.signal.correlate2d(X, K, mode="valid")


# %% sgd_step
def sgd_step(K, X, Y, lr):
    def squared_error(kernel):
        return jnp.sum((Y - corr2d(X, kernel)) ** 2)

    loss, gradient = jax.value_and_grad(squared_error)(K)
    K_new = K - lr * gradient
    return K_new, loss


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    h, w = kernel_size
    K = (jax.random.normal(key, (h * w,)) / 100).reshape(h, w)
    history = {}
    for step in range(steps):
        K, history[step] = sgd_step(K, X, Y, lr)
    return K, jnp.array(list(history.values()))


# %% receptive_field
def receptive_field(kernel_sizes):
    height = width = 1
    sizes = list(kernel_sizes)
    while sizes:
        h, w = sizes.pop()
        height += h - 1
        width += w - 1
    return height, width
