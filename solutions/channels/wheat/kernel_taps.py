"""One shifted, strided slice of the image for each weight of the kernel."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% output_shape
def output_shape(shape, kernel, padding, stride):
    H, W = shape
    h, w = kernel
    p, q = padding
    s, t = stride
    return (H + 2 * p - h + s) // s, (W + 2 * q - w + t) // t


# %% pad2d
def pad2d(X, padding):
    p, q = padding
    return jnp.pad(X, ((p, p), (q, q)))


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    P = pad2d(X, padding)
    h, w = K.shape
    s, t = stride
    Y = 0.0
    for a in range(h):
        for b in range(w):
            Y = Y + K[a, b] * P[a : P.shape[0] - h + 1 + a : s, b : P.shape[1] - w + 1 + b : t]
    return Y


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    _, h, w = K.shape
    rows, columns = X.shape[1] - h + 1, X.shape[2] - w + 1
    Y = 0.0
    for a in range(h):
        for b in range(w):
            Y += (K[:, a, b, None, None] * X[:, a : a + rows, b : b + columns]).sum(axis=0)
    return Y


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    return jnp.array([corr2d_multi_in(X, k) for k in K])


# %% conv_1x1
def conv_1x1(X, K):
    return corr2d_multi_in_out(X, K[:, :, None, None])


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    stride = stride or size
    if mode == "max":
        combine, Y = jnp.maximum, -jnp.inf
    elif mode == "avg":
        combine, Y = jnp.add, 0.0
    else:
        raise ValueError(mode)
    for a in range(size[0]):
        for b in range(size[1]):
            shifted = X[a : X.shape[0] - size[0] + 1 + a, b : X.shape[1] - size[1] + 1 + b]
            Y = combine(Y, shifted[:: stride[0], :: stride[1]])
    return Y / (size[0] * size[1]) if mode == "avg" else Y


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.lecun_uniform(in_axis=1, out_axis=0), (self.features, len(x), *self.kernel_size))
        b = self.param("b", nn.initializers.zeros_init(), (self.features,))
        y = corr2d_multi_in_out(x, w) + b[:, None, None]
        return jnp.maximum(y, 0)[:, :: self.stride[0], :: self.stride[1]]
