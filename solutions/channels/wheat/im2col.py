"""Lays every window out as a column, and multiplies matrices."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% output_shape
def output_shape(shape, kernel, padding, stride):
    return [len(range(0, n + 2 * p - k + 1, s)) for n, k, p, s in zip(shape, kernel, padding, stride)]


# %% pad2d
def pad2d(X, padding):
    (H, W), (p, q) = X.shape, padding
    side = jnp.zeros((H, q))
    wide = jnp.hstack([side, X, side])
    lid = jnp.zeros((p, W + 2 * q))
    return jnp.vstack([lid, wide, lid])


# %% corr2d_strided
def columns_of(P, size, stride):
    """Each window as a column: shape (h w, rows columns); the windows' places are plain NumPy."""
    rows, cols = output_shape(P.shape, size, (0, 0), stride)
    top = np.repeat(np.arange(rows) * stride[0], cols)
    left = np.tile(np.arange(cols) * stride[1], rows)
    a = np.repeat(np.arange(size[0]), size[1])
    b = np.tile(np.arange(size[1]), size[0])
    return P[a[:, None] + top, b[:, None] + left], (rows, cols)

def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    columns, shape = columns_of(pad2d(X, padding), K.shape, stride)
    return (K.reshape(1, -1) @ columns).reshape(shape)


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    stacked, shape = [], None
    for c in range(len(X)):
        columns, shape = columns_of(X[c], K.shape[1:], (1, 1))
        stacked.append(columns)
    return (K.reshape(1, -1) @ jnp.concatenate(stacked)).reshape(shape)


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    pieces = [columns_of(channel, K.shape[2:], (1, 1)) for channel in X]
    big = jnp.concatenate([columns for columns, _ in pieces])
    return (K.reshape(K.shape[0], -1) @ big).reshape(K.shape[0], *pieces[0][1])


# %% conv_1x1
def conv_1x1(X, K):
    return (K @ X.reshape(X.shape[0], -1)).reshape(K.shape[0], X.shape[1], X.shape[2])


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    reduce = {"max": jnp.max, "avg": jnp.mean}.get(mode)
    if reduce is None:
        raise ValueError("mode is max or avg")
    columns, shape = columns_of(X, size, size if stride is None else stride)
    return reduce(columns, axis=0).reshape(shape)


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        fan_in = x.shape[0] * self.kernel_size[0] * self.kernel_size[1]
        w = self.param("w", nn.initializers.normal(stddev=fan_in**-0.5), (self.features, x.shape[0], *self.kernel_size))
        b = self.param("b", nn.initializers.constant(0.0), (self.features,))
        pieces = [columns_of(channel, self.kernel_size, self.stride) for channel in x]
        y = w.reshape(self.features, -1) @ jnp.concatenate([columns for columns, _ in pieces]) + b[:, None]
        return jnp.where(y > 0, y, 0).reshape(self.features, *pieces[0][1])
