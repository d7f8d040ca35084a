"""A stride is a single number; the first one will do.

You use the first stride along both axes. The second one is the step to the right.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"output_shape": ["stride", "together"]}


# %% output_shape
def output_shape(shape, kernel, padding, stride):
    (H, W), (h, w), (p, q), (s, t) = shape, kernel, padding, stride
    return (H + 2 * p - h) // s + 1, (W + 2 * q - w) // s + 1
