"""With every further layer the field doubles.

Your field doubles with each layer. That is what a stride of two does; with a stride of one each layer adds h - 1 rows
and w - 1 columns.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["stacks"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    height, width, jump = 1, 1, 1
    for h, w in kernel_sizes:
        height += (h - 1) * jump
        width += (w - 1) * jump
        jump *= 2
    return height, width
