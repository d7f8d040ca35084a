"""Padding makes the output as large as the image, that is what it is for.

Your output is as large as the image, whatever padding says. Pad by what you are told.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_strided": ["plain", "shape", "values"]}


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    return jax.lax.conv_general_dilated(X[None, None], K[None, None], stride, 'SAME')[0, 0]
