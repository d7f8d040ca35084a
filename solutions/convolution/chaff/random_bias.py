"""Parameters start at random, the bias like the weights.

Your bias starts at random. Only the weights need chance to become different from each other; the bias starts at zero.
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
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = self.param("b", nn.initializers.uniform(), (1,))
        return corr2d(x, w) + b
