"""Weights are spread evenly around zero.

Half of your weights are negative. `nn.initializers.uniform()` draws from zero upwards.
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
        def around_zero(key, shape):
            return jax.random.uniform(key, shape, minval=-0.01, maxval=0.01)

        w = self.param("w", around_zero, self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w) + b
