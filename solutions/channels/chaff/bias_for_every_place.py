"""Every output has a bias of its own.

Your bias depends on the size of the image. All places of a channel share one: b has shape (features,).
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
        w = self.param("w", nn.initializers.lecun_normal(in_axis=1, out_axis=0), (self.features, x.shape[0], *self.kernel_size))
        b = self.param("b", nn.initializers.zeros, (self.features, *output_shape(x.shape[1:], self.kernel_size, (0, 0), self.stride)))
        s, t = self.stride
        return nn.relu(corr2d_multi_in_out(x, w)[:, ::s, ::t] + b)
