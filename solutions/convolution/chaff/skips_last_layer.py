"""range(len(layers) - 1) visits all layers, because counting starts at zero.

Your last layer adds nothing. A range leaves its end out already: range(n) runs up to n - 1.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["single_layers", "stacks"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    height = width = 1
    for i in range(len(kernel_sizes) - 1):
        height += kernel_sizes[i][0] - 1
        width += kernel_sizes[i][1] - 1
    return height, width
