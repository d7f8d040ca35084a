"""Multiplies spectra: the conjugate turns circular convolution into correlation, and the part that wraps is cut off."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    size = X.shape
    spectrum = jnp.fft.rfft2(X) * jnp.conj(jnp.fft.rfft2(K, s=size))
    circular = jnp.fft.irfft2(spectrum, s=size)
    return circular[: size[0] - K.shape[0] + 1, : size[1] - K.shape[1] + 1]


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    def setup(self):
        h, w = self.kernel_size
        self.w = self.param("w", nn.initializers.uniform(), (h, w))
        self.b = self.param("b", jax.nn.initializers.zeros, (1,))

    def __call__(self, x):
        return self.b + corr2d(x, self.w)


# %% detect_edges
def detect_edges(X, axis):
    difference = X - jnp.roll(X, -1, axis=axis)
    return difference[:, :-1] if axis == 1 else difference[:-1]


# %% sgd_step
def sgd_step(K, X, Y, lr):
    predict, pull_back = jax.vjp(lambda K: corr2d(X, K), K)
    error = predict - Y
    (gradient,) = pull_back(2 * error)
    return K - lr * gradient, jnp.sum(error**2)


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    step = jax.jit(sgd_step)
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = []
    for _ in range(steps):
        K, loss = step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)


# %% receptive_field
def receptive_field(kernel_sizes):
    # A stack of layers acts like one layer whose kernel is as large as what that kernel sees.
    height, width = 1, 1
    for h, w in kernel_sizes:
        height, width = height + (h - 1), width + (w - 1)
    return (height, width)
