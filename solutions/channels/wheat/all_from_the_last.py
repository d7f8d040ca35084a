"""Writes the general case once, with channels in and out, and gets everything else from it."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% output_shape
def output_shape(shape, kernel, padding, stride):
    dummy = np.zeros([n + 2 * p for n, p in zip(shape, padding)])
    return np.lib.stride_tricks.sliding_window_view(dummy, kernel)[:: stride[0], :: stride[1]].shape[:2]


# %% pad2d
def pad2d(X, padding):
    p, q = padding
    for _ in range(p):
        empty = jnp.zeros_like(X[:1])
        X = jnp.concatenate([empty, X, empty])
    for _ in range(q):
        empty = jnp.zeros_like(X[:, :1])
        X = jnp.concatenate([empty, X, empty], 1)
    return X


# %% corr2d_strided
def general(X, K, stride=(1, 1)):
    """Channels X (C, H, W), kernels K (D, C, h, w): (D, rows, columns)."""
    D, C, h, w = K.shape
    total = None
    for a in range(h):
        for b in range(w):
            seen = X[:, a : X.shape[1] - h + a + 1 : stride[0], b : X.shape[2] - w + b + 1 : stride[1]]
            part = jnp.tensordot(K[:, :, a, b], seen, axes=([1], [0]))
            total = part if total is None else total + part
    return total


def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    return general(pad2d(X, padding)[None], K[None, None], stride).squeeze(0)


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    return general(X, K[None])[0]


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    return general(X, K)


# %% conv_1x1
def conv_1x1(X, K):
    return general(X, jnp.expand_dims(K, (2, 3)))


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    if stride is None:
        stride = size
    (h, w), (s, t) = size, stride
    if mode == "avg":
        return corr2d_strided(X, jnp.full(size, 1 / (h * w)), (0, 0), stride)
    if mode != "max":
        raise ValueError("mode has to be 'max' or 'avg'")
    down = X[: X.shape[0] - h + 1 : s]
    for a in range(1, h):
        down = jnp.maximum(down, X[a : X.shape[0] - h + 1 + a : s])
    across = down[:, : X.shape[1] - w + 1 : t]
    for b in range(1, w):
        across = jnp.maximum(across, down[:, b : X.shape[1] - w + 1 + b : t])
    return across


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        b = self.param("b", nn.initializers.zeros, (self.features,))
        w = self.param("w", self.start, x.shape[0])
        return jax.nn.relu(general(x, w, self.stride) + b[:, None, None])

    def start(self, key, channels):
        keys = jax.random.split(key, self.features)
        shape = (channels, *self.kernel_size)
        scale = 1 / jnp.sqrt(jnp.float32(np.prod(shape)))
        return jnp.stack([scale * jax.random.normal(one, shape) for one in keys])
