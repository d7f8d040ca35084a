"""What an impulse reaches through averaging layers is the field.

Through many layers the outermost averages become too small for float32 and are not counted. Add the sizes up.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["stacks", "growth"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    field = []
    for axis in (0, 1):
        reached = np.ones(1, np.float32)
        for size in kernel_sizes:
            reached = np.convolve(reached, np.full(size[axis], 1 / size[axis], np.float32))
        field.append(int(np.count_nonzero(reached)))
    return tuple(field)
