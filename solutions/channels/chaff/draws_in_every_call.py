"""Weights are drawn from the law in __call__.

Your output does not depend on w. self.param draws once and then returns what is stored.
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
        w = nn.initializers.lecun_normal(in_axis=1, out_axis=0)(jax.random.key(0), w.shape)
        s, t = self.stride
        return nn.relu(corr2d_multi_in_out(x, w)[:, ::s, ::t] + b[:, None, None])
