"""Without any layer nothing is seen, so the field is (0, 0).

With no layer at all the output is the image itself, and each of its pixels sees one: itself.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["empty_stack"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    if len(kernel_sizes) == 0:
        return (0, 0)
    height, width = kernel_sizes[0]
    for h, w in kernel_sizes[1:]:
        height += h - 1
        width += w - 1
    return height, width
