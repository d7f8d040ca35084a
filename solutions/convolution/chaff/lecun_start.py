"""Flax starts the weights of its own layers with lecun_normal, so that must be right here too.

Your weights come from `nn.initializers.lecun_normal()`. That is Flax's default for other layers; this one asks for
`nn.initializers.uniform()`.
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
        w = self.param("w", nn.initializers.lecun_normal(), self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w) + b
