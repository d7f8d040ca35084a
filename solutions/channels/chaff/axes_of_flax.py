"""A kernel has the shape (h, w, in, out), as in Flax.

w has the shape (features, C, h, w): channels come first here.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv_block": ["parameters"]}


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.lecun_normal(), (*self.kernel_size, x.shape[0], self.features))
        b = self.param("b", nn.initializers.zeros, (self.features,))
        w = jnp.transpose(w, (3, 2, 0, 1))
        s, t = self.stride
        return nn.relu(corr2d_multi_in_out(x, w)[:, ::s, ::t] + b[:, None, None])
