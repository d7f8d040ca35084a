"""Filters are symmetric, so I draw half of them and mirror it.

The halves of your weights mirror each other. Draw each weight for itself.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["initial_values"]}


# %% conv2d
def mirrored(key, size):
    w = nn.initializers.uniform()(key, size)
    return jnp.where(jnp.arange(size[1]) < size[1] // 2, w, w[:, ::-1])


class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", mirrored, self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w) + b
