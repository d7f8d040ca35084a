"""The bias is a constant, and constants have no gradient.

No gradient reaches your bias, so it would stay zero. It is learned like the weights.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["gradients"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = jax.lax.stop_gradient(self.param("b", nn.initializers.zeros, (1,)))
        return corr2d(x, w) + b
