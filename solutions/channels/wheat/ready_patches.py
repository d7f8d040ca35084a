"""Asks jax.lax for all patches at once, and sums over them."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% output_shape
def output_shape(shape, kernel, padding, stride):
    out = []
    for n, k, p, s in zip(shape, kernel, padding, stride):
        last = n + 2 * p - k
        out.append(divmod(last, s)[0] + 1)
    return out[0], out[1]


# %% pad2d
def pad2d(X, padding):
    p, q = padding
    return jnp.concatenate([jnp.zeros((p, X.shape[1] + 2 * q)),
                            jnp.concatenate([jnp.zeros((X.shape[0], q)), X, jnp.zeros((X.shape[0], q))], axis=1),
                            jnp.zeros((p, X.shape[1] + 2 * q))])


# %% corr2d_strided
def patches(X, size, padding, stride):
    """The patches of channels (C, H, W): shape (C, h w, rows, columns)."""
    around = [(p, p) for p in padding]
    found = jax.lax.conv_general_dilated_patches(X[None], size, stride, around)[0]
    return found.reshape(X.shape[0], size[0] * size[1], *found.shape[1:])


def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    return jnp.tensordot(K.ravel(), patches(X[None], K.shape, padding, stride)[0], 1)


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    found = patches(X, K.shape[1:], (0, 0), (1, 1))
    return jnp.tensordot(K.reshape(K.shape[0], -1), found, 2)


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    found = patches(X, K.shape[2:], (0, 0), (1, 1))
    return jnp.tensordot(K.reshape(*K.shape[:2], -1), found, 2)


# %% conv_1x1
def conv_1x1(X, K):
    return jnp.matmul(K, X.transpose(1, 0, 2)).transpose(1, 0, 2)


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    if mode == "avg":
        return patches(X[None], size, (0, 0), stride or size)[0].mean(axis=0)
    elif mode == "max":
        return patches(X[None], size, (0, 0), stride or size)[0].max(axis=0)
    else:
        raise ValueError("Unknown pooling mode: " + str(mode))


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.lecun_normal(in_axis=(1,), out_axis=(0,)), (self.features, x.shape[0], *self.kernel_size))
        b = self.param("b", nn.initializers.zeros, (self.features,))
        found = patches(x, self.kernel_size, (0, 0), self.stride)
        y = jnp.tensordot(w.reshape(*w.shape[:2], -1), found, 2)
        return jnp.clip(y + jnp.expand_dims(b, (1, 2)), 0)
