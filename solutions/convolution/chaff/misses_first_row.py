"""Counting starts at one.

Your first row and your first column stay zero. Indices start at zero, and so does a range.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    Y = jnp.zeros((rows, columns))
    for i in range(1, rows):
        for j in range(1, columns):
            Y = Y.at[i, j].set((X[i : i + h, j : j + w] * K).sum())
    return Y
