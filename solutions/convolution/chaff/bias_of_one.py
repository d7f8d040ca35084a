"""A bias of one keeps the units active at the start.

Your bias starts at one. It starts at zero here.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["initial_values"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    def setup(self):
        self.w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        self.b = self.param("b", nn.initializers.ones, (1,))

    def __call__(self, x):
        return corr2d(x, self.w) + self.b
