"""Weights start normally distributed, as everywhere else.

Some of your first weights are negative. `nn.initializers.uniform()` draws them from zero up to 0.01.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["initial_values"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.normal(), self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w) + b
