"""The last place where the kernel fits is H - h, so the loop runs up to H - h.

Your last row and your last column stay zero. There are H - h + 1 places for the kernel from top to bottom, and range
leaves its end out.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    H, W = X.shape
    Y = jnp.zeros((H - h + 1, W - w + 1))
    for i in range(H - h):
        for j in range(W - w):
            Y = Y.at[i, j].set(jnp.sum(X[i : i + h, j : j + w] * K))
    return Y
