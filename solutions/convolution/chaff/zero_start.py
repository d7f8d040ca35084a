"""A layer that has learned nothing yet has only zeros in it.

Your weights all start at zero. Only the bias does; the weights come from `nn.initializers.uniform()`.
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
        self.w = self.param("w", nn.initializers.zeros, self.kernel_size)
        self.b = self.param("b", nn.initializers.zeros, (1,))

    def __call__(self, x):
        return corr2d(x, self.w) + self.b
