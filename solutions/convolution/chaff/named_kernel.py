"""The name of a parameter is my own business.

Your parameters have other names than `w` and `b`. Saved parameters are found by name, so the names belong to the
contract.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["parameters"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        kernel = self.param("kernel", nn.initializers.uniform(), self.kernel_size)
        bias = self.param("bias", nn.initializers.zeros, (1,))
        return corr2d(x, kernel) + bias
