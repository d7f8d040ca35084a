"""Compiled loops, from jax.lax, over places and channels."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% output_shape
def output_shape(shape, kernel, padding, stride):
    def side(n, k, p, s):
        count = 0
        start = 0
        while start + k <= n + 2 * p:
            count += 1
            start += s
        return count

    return side(shape[0], kernel[0], padding[0], stride[0]), side(shape[1], kernel[1], padding[1], stride[1])


# %% pad2d
def pad2d(X, padding):
    p, q = padding
    larger = jnp.zeros((X.shape[0] + 2 * p, X.shape[1] + 2 * q), X.dtype)
    return jax.lax.dynamic_update_slice(larger, X, (p, q))


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    P = pad2d(X, padding)
    rows, columns = output_shape(X.shape, K.shape, padding, stride)

    def one(n, Y):
        i, j = n // columns, n % columns
        window = jax.lax.dynamic_slice(P, (i * stride[0], j * stride[1]), K.shape)
        return Y.at[i, j].set(jnp.sum(window * K))

    return jax.lax.fori_loop(0, rows * columns, one, jnp.zeros((rows, columns), X.dtype))


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    shape = (X.shape[1] - K.shape[1] + 1, X.shape[2] - K.shape[2] + 1)
    add = lambda c, Y: Y + corr2d_strided(X[c], K[c])
    return jax.lax.fori_loop(0, X.shape[0], add, jnp.zeros(shape, X.dtype))


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    return jax.lax.map(lambda kernel: corr2d_multi_in(X, kernel), K)


# %% conv_1x1
def conv_1x1(X, K):
    def add(Y, pair):
        channel, weights = pair
        return Y + weights[:, None, None] * channel, None

    return jax.lax.scan(add, jnp.zeros((K.shape[0], *X.shape[1:]), X.dtype), (X, K.T))[0]


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    stride = size if stride is None else stride
    if mode == "max":
        reduce = jnp.max
    elif mode == "avg":
        reduce = jnp.mean
    else:
        raise ValueError(f"mode must be max or avg, got {mode}")
    rows, columns = output_shape(X.shape, size, (0, 0), stride)

    def one(n):
        return reduce(jax.lax.dynamic_slice(X, (n // columns * stride[0], n % columns * stride[1]), size))

    return jax.lax.map(one, jnp.arange(rows * columns)).reshape(rows, columns)


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        def laplace(key, shape):
            return jax.random.laplace(key, shape) / np.sqrt(2 * np.prod(shape[1:]))

        w = self.param("w", laplace, (self.features, x.shape[0], *self.kernel_size))
        b = self.param("b", nn.initializers.zeros, (self.features,))

        def one(kernel, bias):
            add = lambda Y, pair: (Y + corr2d_strided(*pair, stride=self.stride), None)
            start = jnp.full(output_shape(x.shape[1:], self.kernel_size, (0, 0), self.stride), bias)
            return jax.lax.scan(add, start, (x, kernel))[0]

        return jax.nn.relu(jax.lax.map(lambda pair: one(*pair), (w, b)))
