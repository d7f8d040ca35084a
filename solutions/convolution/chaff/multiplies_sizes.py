"""Each layer sees h times as much as the one before.

You multiply the kernel sizes. Neighbouring windows overlap when the stride is one: each layer adds only h - 1 rows.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["stacks"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    height = width = 1
    for h, w in kernel_sizes:
        height, width = height * h, width * w
    return height, width
