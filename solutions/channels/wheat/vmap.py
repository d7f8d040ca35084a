"""Maps one window's work over places, channels and kernels with jax.vmap."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% output_shape
def output_shape(shape, kernel, padding, stride):
    return np.array([(n + 2 * p - k) // s + 1 for n, k, p, s in zip(shape, kernel, padding, stride)])


# %% pad2d
def pad2d(X, padding):
    pad_line = jax.vmap(lambda line, amount: jnp.pad(line, amount), in_axes=(0, None))
    p, q = padding
    wide = jax.vmap(lambda row: jnp.pad(row, q))(X)
    return jax.vmap(lambda column: jnp.pad(column, p), in_axes=1, out_axes=1)(wide)


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    P = pad2d(X, padding)
    tops = jnp.arange(0, P.shape[0] - K.shape[0] + 1, stride[0])
    lefts = jnp.arange(0, P.shape[1] - K.shape[1] + 1, stride[1])

    def one(i, j):
        return jnp.vdot(jax.lax.dynamic_slice(P, (i, j), K.shape), K)

    return jax.vmap(lambda i: jax.vmap(lambda j: one(i, j))(lefts))(tops)


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    return jax.vmap(corr2d_strided)(X, K).sum(0)


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    return jax.vmap(corr2d_multi_in, in_axes=(None, 0))(X, K)


# %% conv_1x1
def conv_1x1(X, K):
    pixel = lambda v: K @ v
    return jax.vmap(jax.vmap(pixel, in_axes=1, out_axes=1), in_axes=1, out_axes=1)(X)


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    if mode not in {"max", "avg"}:
        raise ValueError(f"{mode!r} is no mode")
    s, t = size if stride is None else stride
    tops = jnp.arange(0, X.shape[0] - size[0] + 1, s)
    lefts = jnp.arange(0, X.shape[1] - size[1] + 1, t)
    window = lambda i, j: jax.lax.dynamic_slice(X, (i, j), size)
    reduce = jnp.max if mode == "max" else jnp.mean
    return jax.vmap(lambda i: jax.vmap(lambda j: reduce(window(i, j)))(lefts))(tops)


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        shape = (self.features, x.shape[0], *self.kernel_size)
        w = self.param("w", nn.initializers.variance_scaling(1.0, "fan_in", "normal", in_axis=1, out_axis=0), shape)
        b = self.param("b", nn.initializers.zeros, (self.features,))
        one_plane = lambda image, plane: corr2d_strided(image, plane, (0, 0), self.stride)
        one_kernel = lambda kernel, bias: jax.nn.relu(jax.vmap(one_plane)(x, kernel).sum(axis=0) + bias)
        return jax.vmap(one_kernel)(w, b)
