"""The weights are random, so I draw them where I need them.

Your layer declares `w` and then computes with other weights. Use what `self.param` returns: it is the parameter that
training changes.
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
        self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        w = nn.initializers.uniform()(jax.random.key(0), self.kernel_size)
        return corr2d(x, w) + b
