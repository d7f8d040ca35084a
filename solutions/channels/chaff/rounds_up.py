"""A window that hangs over the edge at the end is an output, too.

You round up. Windows that do not fit are left out, so the division rounds down.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"output_shape": ["stride", "together"]}


# %% output_shape
def output_shape(shape, kernel, padding, stride):
    (H, W), (h, w), (p, q), (s, t) = shape, kernel, padding, stride
    return -(-(H + 2 * p - h) // s) + 1, -(-(W + 2 * q - w) // t) + 1
