"""A column of random weights is random enough for all columns.

Your columns of weights are all equal. Draw as many numbers as there are weights.
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
        w = self.param("w", lambda key, size: jnp.tile(nn.initializers.uniform()(key, (size[0], 1)), (1, size[1])), self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w) + b
