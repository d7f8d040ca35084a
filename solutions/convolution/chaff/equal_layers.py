"""All layers of a stack are alike, so I count the layers and look at the first.

You take all layers to be like the first. Each may have another size: let each add its own.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["stacks"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    if not kernel_sizes:
        return (1, 1)
    layers = len(kernel_sizes)
    h, w = kernel_sizes[0]
    return layers * (h - 1) + 1, layers * (w - 1) + 1
