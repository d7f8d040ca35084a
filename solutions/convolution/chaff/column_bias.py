"""Images have two axes, so the bias has two as well.

Your bias has the shape (1, 1). It is a vector of one entry, (1,); broadcasting adds it to every output.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["parameters", "initial_values", "forward", "gradients"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    def setup(self):
        self.w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        self.b = self.param("b", nn.initializers.zeros, (1, 1))

    def __call__(self, x):
        return corr2d(x, self.w) + self.b
