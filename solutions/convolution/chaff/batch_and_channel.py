"""Layers work on batches of images with channels, so I add the two axes.

Your output has axes that the input had not. The layer takes one image of shape (H, W) and gives one back.
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
        b = self.param("b", nn.initializers.zeros, (1,))
        return (corr2d(x, w) + b)[None, :, :, None]
