"""Multiplies spectra: right, though not to the last bit."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% output_shape
def output_shape(shape, kernel, padding, stride):
    full = [n + 2 * p - k + 1 for n, p, k in zip(shape, padding, kernel)]
    return -(-full[0] // stride[0]), -(-full[1] // stride[1])


# %% pad2d
def pad2d(X, padding):
    p, q = padding
    return jnp.roll(jnp.pad(X, ((0, 2 * p), (0, 2 * q))), (p, q), (0, 1))


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    P = pad2d(X, padding)
    spectrum = jnp.fft.rfft2(P) * jnp.conj(jnp.fft.rfft2(K, P.shape))
    Y = jnp.fft.irfft2(spectrum, P.shape)
    return Y[: P.shape[0] - K.shape[0] + 1 : stride[0], : P.shape[1] - K.shape[1] + 1 : stride[1]]


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    size = X.shape[1:]
    spectrum = (jnp.fft.rfft2(X) * jnp.conj(jnp.fft.rfft2(K, size))).sum(axis=0)
    return jnp.fft.irfft2(spectrum, size)[: size[0] - K.shape[1] + 1, : size[1] - K.shape[2] + 1]


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    size = X.shape[1:]
    spectrum = jnp.sum(jnp.fft.rfft2(X)[None] * jnp.conj(jnp.fft.rfft2(K, size)), axis=1)
    return jnp.fft.irfft2(spectrum, size)[:, : size[0] - K.shape[2] + 1, : size[1] - K.shape[3] + 1]


# %% conv_1x1
def conv_1x1(X, K):
    return corr2d_multi_in_out(X, K.reshape(*K.shape, 1, 1))


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    if stride is None:
        stride = size
    if mode == "avg":
        return corr2d_strided(X, jnp.ones(size) / (size[0] * size[1]), stride=stride)
    if mode == "max":
        shifted = [X[a : a + X.shape[0] - size[0] + 1, b : b + X.shape[1] - size[1] + 1]
                   for a in range(size[0]) for b in range(size[1])]
        return jnp.stack(shifted, axis=-1).max(axis=-1)[:: stride[0], :: stride[1]]
    raise ValueError("mode?")


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        bound = lambda shape: np.sqrt(3 / np.prod(shape[1:]))
        init = lambda key, shape: jax.random.uniform(key, shape, minval=-bound(shape), maxval=bound(shape))
        w = self.param("w", init, (self.features, x.shape[0], *self.kernel_size))
        b = self.param("b", lambda key, shape: jnp.zeros(shape), (self.features,))
        y = corr2d_multi_in_out(x, w) + b[:, None, None]
        return nn.relu(y[:, :: self.stride[0], :: self.stride[1]])
