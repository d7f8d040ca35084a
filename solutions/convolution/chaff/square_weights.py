"""The kernel is square, so the first number of kernel_size is enough.

Your weights are always square. `kernel_size` is a pair because a kernel may be flat or upright.
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
        k = self.kernel_size[0]
        w = self.param("w", nn.initializers.uniform(), (k, k))
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w) + b
