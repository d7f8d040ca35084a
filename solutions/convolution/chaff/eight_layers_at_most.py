"""Nobody stacks more than eight layers.

You count the first eight layers only. A stack may have any number of them.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["stacks", "growth"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    layers = kernel_sizes[:8]
    return 1 + sum(h - 1 for h, _ in layers), 1 + sum(w - 1 for _, w in layers)
