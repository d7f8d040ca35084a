"""Turns to channels last, and uses what Flax and SciPy's module in JAX have ready."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% output_shape
def output_shape(shape, kernel, padding, stride):
    from math import floor

    height = floor((shape[0] + 2 * padding[0] - kernel[0]) / stride[0]) + 1
    width = floor((shape[1] + 2 * padding[1] - kernel[1]) / stride[1]) + 1
    return (height, width)


# %% pad2d
def pad2d(X, padding):
    return jnp.pad(X, tuple((n, n) for n in padding), mode="constant", constant_values=0)


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    layer = nn.Conv(1, K.shape, strides=stride, padding=[(p, p) for p in padding], use_bias=False)
    return layer.apply({"params": {"kernel": K[:, :, None, None]}}, X[None, :, :, None])[0, :, :, 0]


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    from jax.scipy.signal import correlate2d

    return sum(correlate2d(x, k, mode="valid") for x, k in zip(X, K))


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    layer = nn.Conv(K.shape[0], K.shape[2:], padding="VALID", use_bias=False)
    kernel = jnp.transpose(K, (2, 3, 1, 0))
    return jnp.moveaxis(layer.apply({"params": {"kernel": kernel}}, jnp.moveaxis(X, 0, -1)), -1, 0)


# %% conv_1x1
def conv_1x1(X, K):
    dense = nn.Dense(K.shape[0], use_bias=False)
    return jnp.moveaxis(dense.apply({"params": {"kernel": K.T}}, jnp.moveaxis(X, 0, -1)), -1, 0)


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    pools = {"max": nn.max_pool, "avg": nn.avg_pool}
    if mode not in pools:
        raise ValueError(f"mode must be one of {list(pools)}")
    return pools[mode](X[:, :, None], size, strides=stride or size)[:, :, 0]


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)
    dtype: object = jnp.float32

    def setup(self):
        self.init_w = nn.initializers.lecun_normal(in_axis=1, out_axis=0, dtype=self.dtype)

    @nn.compact
    def __call__(self, x):
        w = self.param("w", self.init_w, (self.features, x.shape[0], *self.kernel_size), self.dtype)
        b = self.param("b", nn.initializers.zeros, (self.features,), self.dtype)
        layer = nn.Conv(self.features, self.kernel_size, strides=self.stride, padding="VALID", parent=None)
        variables = {"params": {"kernel": jnp.transpose(w, (2, 3, 1, 0)), "bias": b}}
        return nn.relu(jnp.transpose(layer.apply(variables, jnp.transpose(x, (1, 2, 0))), (2, 0, 1)))
