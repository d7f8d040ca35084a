"""Stride s keeps every s-th pixel of the image; the kernel then slides over what is left.

The stride is the window's step, and the window still sees neighbouring pixels: (n − k) // s + 1, not n // s − k + 1.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"output_shape": ["stride", "together"]}


# %% output_shape
def output_shape(shape, kernel, padding, stride):
    (H, W), (h, w), (p, q), (s, t) = shape, kernel, padding, stride
    return (H + 2 * p) // s - h + 1, (W + 2 * q) // t - w + 1
