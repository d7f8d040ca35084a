"""A grid of 32 by 32 pixels is plenty to mark what is seen.

The answer may be of any size, and what runs over the edge of an array is cut off silently: count, or sum, instead.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["stacks"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    seen = np.zeros((32, 32), dtype=bool)
    seen[0, 0] = True
    for h, w in reversed(kernel_sizes):
        for i, j in np.argwhere(seen):
            seen[i : i + h, j : j + w] = True
    return int(seen.any(axis=1).sum()), int(seen.any(axis=0).sum())
