"""Writes sliding as matrices that pick rows and columns."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% output_shape
def output_shape(shape, kernel, padding, stride):
    return jnp.array([(n + 2 * p - k) // s + 1 for n, k, p, s in zip(shape, kernel, padding, stride)])


# %% pad2d
def pad2d(X, padding):
    p, q = padding
    return jnp.eye(X.shape[0] + 2 * p, X.shape[0], -p) @ X @ jnp.eye(X.shape[1] + 2 * q, X.shape[1], -q).T


# %% corr2d_strided
def picks(n, k, p, s):
    """For each place in the window, the matrix that picks the pixels under it: shape (k, places, n)."""
    places = (n + 2 * p - k) // s + 1
    found = np.zeros((k, places, n), np.float32)
    for a in range(k):
        for i in range(places):
            if 0 <= i * s + a - p < n:
                found[a, i, i * s + a - p] = 1
    return jnp.asarray(found)


def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    rows = picks(X.shape[0], K.shape[0], padding[0], stride[0])
    columns = picks(X.shape[1], K.shape[1], padding[1], stride[1])
    return sum(K[a, b] * (rows[a] @ X @ columns[b].T) for a in range(K.shape[0]) for b in range(K.shape[1]))


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    rows = picks(X.shape[1], K.shape[1], 0, 1)
    columns = picks(X.shape[2], K.shape[2], 0, 1)
    return jnp.einsum("aiy,cyx,bjx,cab->ij", rows, X, columns, K)


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    return jnp.concatenate([corr2d_multi_in(X, kernel)[None] for kernel in K])


# %% conv_1x1
def conv_1x1(X, K):
    return jnp.swapaxes(jnp.swapaxes(X, 0, 2) @ K.T, 0, 2)


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    stride = stride or size
    rows = picks(X.shape[0], size[0], 0, stride[0])
    columns = picks(X.shape[1], size[1], 0, stride[1])
    windows = jnp.einsum("aiy,yx,bjx->ijab", rows, X, columns)
    if mode == "max":
        return windows.max(axis=(2, 3))
    elif mode == "avg":
        return windows.mean(axis=(2, 3))
    raise ValueError(mode)


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        C, H, W = x.shape
        h, w = self.kernel_size
        init = nn.initializers.variance_scaling(1.0, "fan_in", "truncated_normal", in_axis=1, out_axis=0)
        weights = self.param("w", init, (self.features, C, h, w))
        b = self.param("b", nn.initializers.zeros, (self.features,))
        rows, columns = picks(H, h, 0, self.stride[0]), picks(W, w, 0, self.stride[1])
        y = jnp.einsum("aiy,cyx,bjx,dcab->dij", rows, x, columns, weights) + b[:, None, None]
        return (y + jnp.abs(y)) / 2
