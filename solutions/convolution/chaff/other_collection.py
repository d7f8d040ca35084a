"""A variable is a variable, so it does not matter which collection the bias is kept in.

Your bias stands outside of "params", where an optimizer does not look. Declare it with `self.param`, like the
weights.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["parameters", "initial_values"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = self.variable("state", "b", jnp.zeros, (1,))
        return corr2d(x, w) + b.value
