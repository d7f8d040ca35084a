"""A layer hands on an image of the same size, so I pad before I correlate.

Your output is as large as the input. The layer has no padding of its own: its output has the shape of `corr2d(x, w)`.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["forward", "gradients"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        h, w = self.kernel_size
        weights = self.param("w", nn.initializers.uniform(), (h, w))
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(jnp.pad(x, ((0, h - 1), (0, w - 1))), weights) + b
