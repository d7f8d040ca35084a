"""Each draw serves twice, once from either end, so that the weights are balanced.

Half of your weights are 0.01 minus the other half. Draw each weight for itself.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv2d": ["initial_values"]}


# %% conv2d
def balanced(key, shape):
    half = nn.initializers.uniform()(key, ((shape[0] * shape[1] + 1) // 2,))
    return jnp.concatenate([half, 0.01 - half])[:shape[0] * shape[1]].reshape(shape)


class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", balanced, self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w) + b
