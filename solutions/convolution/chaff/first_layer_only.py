"""Only the first layer looks at the image, so it alone decides what is seen.

You answer with the first layer's kernel. An output of a later layer sees several outputs of the first one, and with
them more of the image.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"receptive_field": ["stacks"]}


# %% receptive_field
def receptive_field(kernel_sizes):
    return tuple(kernel_sizes[0]) if kernel_sizes else (1, 1)
