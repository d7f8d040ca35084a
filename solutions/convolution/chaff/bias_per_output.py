"""Every output has a bias of its own, as in a dense layer.

Your bias grows with the image. The outputs of a convolutional layer share one bias, just as they share the weights.
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
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        y = corr2d(x, w)
        b = self.param("b", nn.initializers.zeros, y.shape)
        return y + b
