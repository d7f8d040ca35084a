"""The field cannot be larger than the image, which has 224 by 224 pixels.

You cut the field off at 224. Nothing is said of the image: the field grows with every layer.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["stacks"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    height, width = 1 + sum(h - 1 for h, _ in kernel_sizes), 1 + sum(w - 1 for _, w in kernel_sizes)
    return min(height, 224), min(width, 224)
