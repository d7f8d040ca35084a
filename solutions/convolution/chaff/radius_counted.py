"""A kernel of size h reaches h // 2 pixels to each side, so it adds twice that.

Your field is too large when a kernel has an even size: those do not reach equally far to both sides. A layer adds h -
1 rows in all.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["single_layers", "stacks"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    height = width = 1
    for h, w in kernel_sizes:
        height += 2 * (h // 2)
        width += 2 * (w // 2)
    return height, width
