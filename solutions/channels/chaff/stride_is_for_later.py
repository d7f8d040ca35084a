"""The stride only says which outputs are kept, so it does not belong in here.

What is not kept is not in the output: its shape depends on the stride.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"output_shape": ["stride", "together"]}


# %% output_shape
def output_shape(shape, kernel, padding, stride):
    (H, W), (h, w), (p, q), (s, t) = shape, kernel, padding, stride
    return H + 2 * p - h + 1, W + 2 * q - w + 1
