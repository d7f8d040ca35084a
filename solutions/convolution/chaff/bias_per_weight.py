"""Each weight comes with its bias, so b has the shape of the kernel.

Your bias has the kernel's shape. One bias serves the whole layer, added after the sum over the window.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["parameters", "forward"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = self.param("b", nn.initializers.zeros, self.kernel_size)
        return corr2d(x, w) + jnp.sum(b)
