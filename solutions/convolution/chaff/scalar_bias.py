"""A single number has the shape ().

Your bias has no axis. It is a vector of one entry, with shape (1,): one bias for each output channel, of which there
is one.
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
        b = self.param("b", nn.initializers.zeros, ())
        return corr2d(x, w) + b
