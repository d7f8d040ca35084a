"""Padding is a single number; the larger of the two is safe.

p and q may differ: p counts rows, q counts columns.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"pad2d": ["shape", "values"]}


# %% pad2d
def pad2d(X, padding):
    return jnp.pad(X, max(padding))
