"""The bias starts at zero, so it changes nothing and I leave it out of the sum.

Your layer declares `b` and never adds it. It is zero only at the start: once trained, it shifts every output.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["forward", "gradients"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w)
