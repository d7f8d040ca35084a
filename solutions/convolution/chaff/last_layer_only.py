"""An output sees the window of its own layer.

You answer with the last layer's kernel. Each pixel of its window is itself the result of a window one layer below.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["stacks"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    field = (1, 1)
    for size in kernel_sizes:
        field = tuple(size)
    return field
