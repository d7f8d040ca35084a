"""The window can move by n − k, so there are n − k places.

A window that can move by n − k has n − k + 1 places: where it starts counts, too.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"output_shape": ["plain", "padding", "stride", "together"]}


# %% output_shape
def output_shape(shape, kernel, padding, stride):
    (H, W), (h, w), (p, q), (s, t) = shape, kernel, padding, stride
    return (H + 2 * p - h) // s, (W + 2 * q - w) // t
