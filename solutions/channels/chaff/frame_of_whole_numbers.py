"""Zeros are whole numbers, so the frame is one of integers.

Your array holds integers, so the image loses what stands behind its decimal point. Make it as float as X.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"pad2d": ["shape", "values"]}


# %% pad2d
def pad2d(X, padding):
    p, q = padding
    P = jnp.zeros((X.shape[0] + 2 * p, X.shape[1] + 2 * q), int)
    return P.at[p : p + X.shape[0], q : q + X.shape[1]].set(X.astype(int))
