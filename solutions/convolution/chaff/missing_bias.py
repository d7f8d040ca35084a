"""A convolution is a sum of products: there is no bias in it.

Your layer has one parameter. The layer is more than the operation: it adds a learned bias `b` of shape (1,).
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["parameters", "initial_values", "gradients"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        return corr2d(x, w)
