"""The array of zeros that I add to is always the same, so I make it once for each shape.

What jnp makes under jit is a tracer, and of no use in a later call. Make the zeros in each call.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["jit"]}


# %% corr2d
empty = {}


def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    if (rows, columns) not in empty:
        empty[rows, columns] = jnp.zeros((rows, columns)) + 0.0
    Y = empty[rows, columns]
    for a in range(h):
        for b in range(w):
            Y = Y + X[a : a + rows, b : b + columns] * K[a, b]
    return Y
