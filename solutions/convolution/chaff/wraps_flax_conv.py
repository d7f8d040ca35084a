"""Flax has a convolutional layer, and mine is only a new name for it.

Your parameters belong to a layer within yours, with its names and its shapes. Declare `w` and `b` yourself.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["parameters", "initial_values", "forward", "gradients"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        layer = nn.Conv(1, self.kernel_size, padding="VALID", kernel_init=nn.initializers.uniform())
        return layer(x[None, :, :, None])[0, :, :, 0]
