"""Uniform numbers lie between zero and one.

Your weights are spread between 0 and 1. `nn.initializers.uniform()` without a scale stays below 0.01, so that the
first outputs are small.
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
        w = self.param("w", jax.random.uniform, self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w) + b
