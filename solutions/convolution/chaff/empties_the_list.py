"""A list that is given to a function is a copy of it, so that I may take its layers off one by one.

Your loop empties the list of whoever asks: the second question about the same stack is about no layer at all. Go through
the layers with for, or take them off a copy.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["stacks"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    height = width = 1
    while kernel_sizes:
        h, w = kernel_sizes.pop()
        height, width = height + h - 1, width + w - 1
    return height, width
