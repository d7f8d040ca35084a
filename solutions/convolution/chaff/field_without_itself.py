"""Each layer adds h - 1 rows, and the sum of them is the field.

Your field is one too small in both directions. It begins with the one pixel that is there before any layer.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["single_layers", "stacks", "empty_stack"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    return sum(h - 1 for h, _ in kernel_sizes), sum(w - 1 for _, w in kernel_sizes)
