"""Nested list comprehensions, gathered into arrays at the end."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% output_shape
def output_shape(shape, kernel, padding, stride):
    return tuple(1 + (n - k + p + p) // s for n, k, p, s in zip(shape, kernel, padding, stride))


# %% pad2d
def pad2d(X, padding):
    p, q = padding
    H, W = X.shape
    inside = lambda i, j: 0 <= i < H and 0 <= j < W
    return jnp.array([[X[i, j] if inside(i, j) else 0.0 for j in range(-q, W + q)] for i in range(-p, H + p)])


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    P = jnp.pad(X, [(padding[0],) * 2, (padding[1],) * 2])
    (h, w), (H, W) = K.shape, P.shape
    return jnp.array([[jnp.sum(P[i : i + h, j : j + w] * K) for j in range(0, W - w + 1, stride[1])]
                      for i in range(0, H - h + 1, stride[0])])


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    return jnp.sum(jnp.array([corr2d_strided(x, k) for x, k in zip(X, K)]), axis=0)


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    return jnp.array([sum(corr2d_strided(x, k) for x, k in zip(X, kernel)) for kernel in K])


# %% conv_1x1
def conv_1x1(X, K):
    return jnp.array([sum(weight * channel for weight, channel in zip(row, X)) for row in K])


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    if mode != "max" and mode != "avg":
        raise ValueError
    f = jnp.max if mode == "max" else jnp.average
    h, w = size
    s, t = stride if stride is not None else size
    return jnp.array([[f(X[i : i + h, j : j + w]) for j in range(0, X.shape[1] - w + 1, t)]
                      for i in range(0, X.shape[0] - h + 1, s)])


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.lecun_normal(1, 0), (self.features, x.shape[0]) + tuple(self.kernel_size))
        b = self.param("b", nn.initializers.zeros, self.features)
        return jnp.array([nn.relu(sum(corr2d_strided(c, k, stride=self.stride) for c, k in zip(x, w[d])) + b[d])
                          for d in range(self.features)])
