"""A layer ends with its activation.

Your negative outputs became zero. This layer is linear; an activation, if one is wanted, follows after it.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["forward"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        return nn.relu(corr2d(x, w) + b)
