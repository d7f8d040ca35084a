"""kernel_size is (width, height), so I turn it around to make the weights.

Your weights have the shape (w, h). `kernel_size` is (h, w) already, in the order of a shape.
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
        w = self.param("w", nn.initializers.uniform(), self.kernel_size[::-1])
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w) + b
