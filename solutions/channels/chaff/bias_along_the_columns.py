"""b is added as it is; broadcasting does the rest.

b is added along the columns, as its axis is the last. Write b[:, None, None], so that it goes with the channels.
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
        y = corr2d_multi_in_out(x, w)[:, ::s, ::t]
        return nn.relu(y + jnp.resize(b, y.shape[-1]))
