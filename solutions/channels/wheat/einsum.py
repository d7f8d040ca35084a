"""Gathers all windows into one array of many axes, and lets einsum do the sums."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% output_shape
def output_shape(shape, kernel, padding, stride):
    shape, kernel, padding, stride = map(np.asarray, (shape, kernel, padding, stride))
    return np.floor((shape + 2 * padding - kernel) / stride) + 1


# %% pad2d
def pad2d(X, padding):
    p, q = padding
    H, W = X.shape
    down = jnp.eye(H + 2 * p, H, -p)
    across = jnp.eye(W + 2 * q, W, -q)
    return jnp.einsum("ih,hw,jw->ij", down, X, across)


# %% corr2d_strided
def windows(P, size, stride):
    """All windows: shape (..., rows, columns, h, w)."""
    i = np.arange(0, P.shape[-2] - size[0] + 1, stride[0])[:, None, None, None] + np.arange(size[0])[:, None]
    j = np.arange(0, P.shape[-1] - size[1] + 1, stride[1])[:, None, None] + np.arange(size[1])
    return P[..., i, j]

def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    return jnp.einsum("ijab,ab->ij", windows(pad2d(X, padding), K.shape, stride), K)


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    return jnp.einsum("cijab,cab->ij", windows(X, K.shape[1:], (1, 1)), K)


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    return jnp.einsum("cijab,dcab->dij", windows(X, K.shape[2:], (1, 1)), K)


# %% conv_1x1
def conv_1x1(X, K):
    return jnp.einsum("dc,cij->dij", K, X)


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    if stride is None:
        stride = size
    match mode:
        case "max":
            return windows(X, size, stride).max((-1, -2))
        case "avg":
            return jnp.einsum("ijab->ij", windows(X, size, stride)) / (size[0] * size[1])
    raise ValueError(f"no such mode: {mode}")


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)
    activation: object = nn.relu

    @nn.compact
    def __call__(self, x):
        h, w = self.kernel_size
        last = nn.initializers.lecun_normal()
        init = lambda key, shape: jnp.transpose(last(key, (h, w, x.shape[0], self.features)), (3, 2, 0, 1))
        weights = self.param("w", init, (self.features, x.shape[0], h, w))
        b = self.param("b", nn.initializers.zeros, (self.features,))
        y = jnp.einsum("cijab,dcab->dij", windows(x, (h, w), self.stride), weights)
        return self.activation(y + b[:, None, None])
