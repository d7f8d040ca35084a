"""The receptive field is the number of pixels that an output sees.

You return the area, one number. Asked for is the pair (height, width).
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["single_layers", "stacks", "empty_stack"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    height = 1 + sum(h - 1 for h, _ in kernel_sizes)
    width = 1 + sum(w - 1 for _, w in kernel_sizes)
    return height * width
