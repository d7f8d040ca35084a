"""A layer that always starts with the same weights gives results that I can repeat.

Your weights are the same for every key. Use the key that `self.param` hands to the initializer: whoever calls `init`
decides what is repeated.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["initial_values"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        def draw(_, shape):
            return nn.initializers.uniform()(jax.random.key(42), shape)

        w = self.param("w", draw, self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w) + b
