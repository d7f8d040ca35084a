"""The output pixel itself comes on top.

Your field is one too large in both directions. The kernel of the first layer includes the pixel that it is laid on.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["single_layers", "stacks", "empty_stack"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    height, width = 2, 2
    for h, w in kernel_sizes:
        height += h - 1
        width += w - 1
    return height, width
