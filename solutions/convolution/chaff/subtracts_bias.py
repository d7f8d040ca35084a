"""The bias is a threshold, and what does not exceed it is taken away.

You subtract `b`. The layer adds it: a threshold is learned as a negative bias.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["forward"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w) - b
