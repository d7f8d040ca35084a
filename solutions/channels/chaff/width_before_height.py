"""Sizes are written width × height, as for screens.

Your pair is (columns, rows). Shapes are rows first: (height, width).
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"output_shape": ["plain", "padding", "stride", "together"]}


# %% output_shape
def output_shape(shape, kernel, padding, stride):
    (H, W), (h, w), (p, q), (s, t) = shape, kernel, padding, stride
    return (W + 2 * q - w) // t + 1, (H + 2 * p - h) // s + 1
