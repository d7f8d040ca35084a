"""Weights are attributes of the object, as in any other Python class.

Flax sees no parameters in your layer. It keeps them outside of the object: declare each with `self.param(name,
initializer, shape)`.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["parameters", "initial_values", "forward", "gradients"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    def setup(self):
        self.w = nn.initializers.uniform()(jax.random.key(0), self.kernel_size)
        self.b = jnp.zeros(1)

    def __call__(self, x):
        return corr2d(x, self.w) + self.b
