"""One more parameter, a gain, makes the layer more flexible.

Your layer has a parameter too many. A gain adds nothing that larger weights could not do; there are exactly two, `w`
and `b`.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["parameters", "initial_values", "forward", "gradients"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        gain = self.param("gain", nn.initializers.ones, (1,))
        return gain * corr2d(x, w) + b
