"""Compiles its own helpers, with what is static named so, and types everything."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% output_shape
Pair = tuple[int, int]


def output_shape(shape: Pair, kernel: Pair, padding: Pair, stride: Pair) -> Pair:
    def places(axis: int) -> int:
        return (shape[axis] - kernel[axis] + 2 * padding[axis]) // stride[axis] + 1

    return places(0), places(1)


# %% pad2d
from functools import partial


@partial(jax.jit, static_argnames="padding")
def pad2d(X: jax.Array, padding: Pair) -> jax.Array:
    return jnp.pad(X, [(padding[0], padding[0]), (padding[1], padding[1])])


# %% corr2d_strided
@partial(jax.jit, static_argnames=("padding", "stride"))
def corr2d_strided(X: jax.Array, K: jax.Array, padding: Pair = (0, 0), stride: Pair = (1, 1)) -> jax.Array:
    P = pad2d(X, padding)
    rows, columns = output_shape(X.shape, K.shape, padding, stride)
    result = jnp.zeros((rows, columns), dtype=X.dtype)
    for a in range(K.shape[0]):
        for b in range(K.shape[1]):
            until = (a + (rows - 1) * stride[0] + 1, b + (columns - 1) * stride[1] + 1)
            result += jax.lax.slice(P, (a, b), until, stride) * K[a, b]
    return result


# %% corr2d_multi_in
@jax.jit
def corr2d_multi_in(X: jax.Array, K: jax.Array) -> jax.Array:
    return jax.vmap(corr2d_strided)(X, K).sum(axis=0)


# %% corr2d_multi_in_out
@jax.jit
def corr2d_multi_in_out(X: jax.Array, K: jax.Array) -> jax.Array:
    return jnp.stack([corr2d_multi_in(X, K[d]) for d in range(K.shape[0])], axis=0)


# %% conv_1x1
@jax.jit
def conv_1x1(X: jax.Array, K: jax.Array) -> jax.Array:
    return jnp.tensordot(K, X, axes=1)


# %% pool2d
@partial(jax.jit, static_argnames=("size", "mode", "stride"))
def pool2d(X: jax.Array, size: Pair, mode: str = "max", stride: Pair | None = None) -> jax.Array:
    if mode not in ("max", "avg"):
        raise ValueError(f"mode must be 'max' or 'avg', not {mode!r}")
    step: Pair = size if stride is None else stride
    rows, columns = output_shape(X.shape, size, (0, 0), step)
    stripes = jnp.stack([X[i * step[0] : i * step[0] + size[0]] for i in range(rows)])
    blocks = jnp.stack([stripes[:, :, j * step[1] : j * step[1] + size[1]] for j in range(columns)], axis=1)
    return blocks.max(axis=(2, 3)) if mode == "max" else blocks.sum(axis=(2, 3)) / (size[0] * size[1])


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)
    w_init: nn.initializers.Initializer = nn.initializers.lecun_normal(in_axis=1, out_axis=0)
    b_init: nn.initializers.Initializer = nn.initializers.zeros

    @nn.compact
    def __call__(self, x: jax.Array) -> jax.Array:
        w = self.param("w", self.w_init, (self.features, x.shape[0], *self.kernel_size))
        b = self.param("b", self.b_init, (self.features,))
        return self.activate(w, b, x)

    def activate(self, w: jax.Array, b: jax.Array, x: jax.Array) -> jax.Array:
        each = jax.vmap(partial(corr2d_strided, padding=(0, 0), stride=self.stride))
        y = jax.vmap(lambda kernel: each(x, kernel).sum(axis=0))(w)
        return y * 0 + jax.nn.relu(y + b[:, jnp.newaxis, jnp.newaxis])
