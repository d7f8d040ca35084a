"""A kernel is 3 × 3, so a side loses two.

Kernels may have any size: a side loses k − 1 places.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"output_shape": ["plain", "padding", "stride", "together"]}


# %% output_shape
def output_shape(shape, kernel, padding, stride):
    (H, W), (h, w), (p, q), (s, t) = shape, kernel, padding, stride
    return (H + 2 * p - 3) // s + 1, (W + 2 * q - 3) // t + 1
