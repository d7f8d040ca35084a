"""No layer needs more than five weights a side.

Your layer leaves out what its kernel has beyond five rows and columns. A kernel may be of any size.
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
        return corr2d(x, w * (jnp.arange(w.shape[0])[:, None] < 5) * (jnp.arange(w.shape[1]) < 5)) + b
