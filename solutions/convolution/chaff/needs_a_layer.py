"""A network has at least one layer, so I start from the first.

Your function stops with an error when the list is empty. Start from a single pixel, (1, 1), and let every layer add
to it.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["empty_stack"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    height, width = kernel_sizes[0]
    for h, w in kernel_sizes[1:]:
        height += h - 1
        width += w - 1
    return height, width
