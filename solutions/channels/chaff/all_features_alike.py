"""All kernels start alike and then learn different things.

Your kernels are equal at the start, and would learn the same for ever. Draw each weight for itself.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv_block": ["initial_values"]}


# %% conv_block
class ConvBlock(nn.Module):
    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        w = self.param("w", (lambda key, shape: jnp.tile(jax.random.normal(key, (1, *shape[1:])) / np.sqrt(np.prod(shape[1:])), (shape[0], 1, 1, 1))), (self.features, x.shape[0], *self.kernel_size))
        b = self.param("b", nn.initializers.zeros, (self.features,))
        s, t = self.stride
        return nn.relu(corr2d_multi_in_out(x, w)[:, ::s, ::t] + b[:, None, None])
