"""Each layer sees h more rows, so the sizes add up.

Your field is too large by one for each layer beyond the first. A window's own place is counted already: a layer adds
h - 1 rows.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["stacks"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    if not kernel_sizes:
        return (1, 1)
    return sum(h for h, _ in kernel_sizes), sum(w for _, w in kernel_sizes)
