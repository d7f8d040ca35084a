"""Every pixel of the image needs its weight, so I make as many weights as there are pixels.

The shape of your weights follows the image. That is a dense layer; a convolutional one has `kernel_size` weights,
however large the image.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["parameters"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        h, w = self.kernel_size
        weights = self.param("w", nn.initializers.uniform(), x.shape)
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, weights[:h, :w]) + b
