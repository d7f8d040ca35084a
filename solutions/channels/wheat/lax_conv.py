"""Leaves it all to jax.lax: one convolution, one window reduction."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% output_shape
def output_shape(shape, kernel, padding, stride):
    image = jax.ShapeDtypeStruct((1, 1, *shape), jnp.float32)
    weights = jax.ShapeDtypeStruct((1, 1, *kernel), jnp.float32)
    around = [(p, p) for p in padding]
    return jax.eval_shape(lambda x, k: jax.lax.conv_general_dilated(x, k, stride, around), image, weights).shape[2:]


# %% pad2d
def pad2d(X, padding):
    return jax.lax.pad(X, jnp.zeros((), X.dtype), [(p, p, 0) for p in padding])


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    around = [(p, p) for p in padding]
    return jax.lax.conv_general_dilated(X[None, None], K[None, None], stride, around)[0, 0]


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    return jax.lax.conv(X[None], K[None], (1, 1), "VALID")[0, 0]


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    return jax.lax.conv(X[None], K, (1, 1), "VALID")[0]


# %% conv_1x1
def conv_1x1(X, K):
    return jax.lax.conv(X[None], K[..., None, None], (1, 1), "SAME")[0]


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    stride = size if stride is None else stride
    if mode == "max":
        return jax.lax.reduce_window(X, -jnp.inf, jax.lax.max, size, stride, "VALID")
    if mode == "avg":
        return jax.lax.reduce_window(X, 0.0, jax.lax.add, size, stride, "VALID") / np.prod(size)
    raise ValueError(f"unknown mode {mode}")


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        init = nn.initializers.lecun_normal(in_axis=1, out_axis=0)
        w = self.param("w", init, (self.features, x.shape[0]) + tuple(self.kernel_size))
        b = self.param("b", nn.initializers.zeros, (self.features,))
        y = jax.lax.conv_general_dilated(x[None], w, self.stride, "VALID")[0]
        return nn.relu(y + b.reshape(-1, 1, 1))
