"""Kernels are square, so I count with the first number of each.

Your field is always square. Height and width are counted separately, each from its own number.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["single_layers", "stacks"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    side = 1 + sum(size[0] - 1 for size in kernel_sizes)
    return side, side
