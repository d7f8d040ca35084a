"""The largest kernel of the stack sets the receptive field.

You take the largest kernel. The layers' windows add up: even many small kernels see far together.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["stacks"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    return max([1, *(h for h, _ in kernel_sizes)]), max([1, *(w for _, w in kernel_sizes)])
