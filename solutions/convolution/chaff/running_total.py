"""I keep the output outside the function and add to it, so it need not be made again.

Your second call with the same input gives another answer than the first: something from the first call is still there.
Start from zeros inside the function.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["purity"]}


# %% corr2d
totals = {}


def corr2d(X, K):
    h, w = K.shape
    shape = X.shape[0] - h + 1, X.shape[1] - w + 1
    Y = totals.get(shape, jnp.zeros(shape))
    for a in range(h):
        for b in range(w):
            Y = Y + K[a, b] * X[a : a + shape[0], b : b + shape[1]]
    totals[shape] = Y
    return Y
