"""Each row of padding gives one more row of output, whatever the stride.

Padding comes before the steps: the stride skips places in the padding as well, so 2p belongs inside the division.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"output_shape": ["together"]}


# %% output_shape
def output_shape(shape, kernel, padding, stride):
    (H, W), (h, w), (p, q), (s, t) = shape, kernel, padding, stride
    return (H - h) // s + 1 + 2 * p, (W - w) // t + 1 + 2 * q
