"""While the layer is applied its weights stay fixed, so I stop their gradient.

No gradient reaches your weights, so they would stay as they started. Leave stop_gradient out.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["gradients"]}


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, jax.lax.stop_gradient(w)) + b
