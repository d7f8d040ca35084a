"""Convolutional layers have kernels of 3 by 3.

Your weights are always 3 by 3. The field `kernel_size` says how many there are.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["parameters", "initial_values", "forward"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int] = (3, 3)

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), (3, 3))
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w) + b
