"""The weights start with a variance of one over the size of the input.

You take the image's height and width. Each output sums over a window alone: h and w are the kernel's.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv_block": ["initial_values"]}


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.normal(1 / np.sqrt(x.size)), (self.features, x.shape[0], *self.kernel_size))
        b = self.param("b", nn.initializers.zeros, (self.features,))
        s, t = self.stride
        return nn.relu(corr2d_multi_in_out(x, w)[:, ::s, ::t] + b[:, None, None])
