"""A ReLU lets a little of what is negative through.

You let a hundredth of what is negative through. The ReLU lets nothing through.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv_block": ["forward", "stride"]}


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.lecun_normal(in_axis=1, out_axis=0), (self.features, x.shape[0], *self.kernel_size))
        b = self.param("b", nn.initializers.zeros, (self.features,))
        s, t = self.stride
        return nn.leaky_relu(corr2d_multi_in_out(x, w)[:, ::s, ::t] + b[:, None, None])
