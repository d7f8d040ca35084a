"""Loops over outputs and over the window, each as the definition is written."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% output_shape
def output_shape(shape, kernel, padding, stride):
    sizes = []
    for axis in range(2):
        room = shape[axis] + 2 * padding[axis] - kernel[axis]
        sizes.append(room // stride[axis] + 1)
    return tuple(sizes)


# %% pad2d
def pad2d(X, padding):
    H, W = X.shape
    p, q = padding
    P = jnp.zeros((H + 2 * p, W + 2 * q))
    for i in range(H):
        for j in range(W):
            P = P.at[p + i, q + j].set(X[i, j])
    return P


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    h, w = K.shape
    s, t = stride
    rows, columns = output_shape(X.shape, K.shape, padding, stride)
    P = pad2d(X, padding)
    Y = jnp.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            Y = Y.at[i, j].set((P[i * s : i * s + h, j * t : j * t + w] * K).sum())
    return Y


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    total = 0
    for c in range(X.shape[0]):
        total = total + corr2d_strided(X[c], K[c])
    return total


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    maps = []
    for d in range(K.shape[0]):
        maps.append(corr2d_multi_in(X, K[d]))
    return jnp.stack(maps)


# %% conv_1x1
def conv_1x1(X, K):
    maps = []
    for d in range(K.shape[0]):
        one = jnp.zeros(X.shape[1:])
        for c in range(X.shape[0]):
            one += K[d, c] * X[c]
        maps.append(one)
    return jnp.stack(maps)


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    if stride is None:
        stride = size
    h, w = size
    rows, columns = output_shape(X.shape, size, (0, 0), stride)
    Y = jnp.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = X[i * stride[0] : i * stride[0] + h, j * stride[1] : j * stride[1] + w]
            if mode == "max":
                Y = Y.at[i, j].set(window.max())
            elif mode == "avg":
                Y = Y.at[i, j].set(window.mean())
            else:
                raise ValueError("mode must be max or avg")
    return Y


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        C = x.shape[0]
        h, w = self.kernel_size
        weights = self.param("w", nn.initializers.lecun_normal(in_axis=1, out_axis=0), (self.features, C, h, w))
        bias = self.param("b", nn.initializers.zeros, (self.features,))
        maps = []
        for d in range(self.features):
            total = bias[d]
            for c in range(C):
                total = total + corr2d_strided(x[c], weights[d, c], stride=self.stride)
            maps.append(jax.nn.relu(total))
        return jnp.stack(maps)
