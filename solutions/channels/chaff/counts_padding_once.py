"""Padding p makes the image p rows larger.

Padding lies on both sides: the image grows by 2p rows and 2q columns.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"output_shape": ["padding", "together"]}


# %% output_shape
def output_shape(shape, kernel, padding, stride):
    (H, W), (h, w), (p, q), (s, t) = shape, kernel, padding, stride
    return (H + p - h) // s + 1, (W + q - w) // t + 1
