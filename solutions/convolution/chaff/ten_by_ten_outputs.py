"""A table of ten by ten outputs has room for every image.

Your outputs beyond the tenth row or column stay zero. Images may be of any size.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    Y = jnp.zeros((rows, columns))
    for i in range(min(rows, 10)):
        for j in range(min(columns, 10)):
            Y = Y.at[i, j].set(jnp.sum(X[i : i + h, j : j + w] * K))
    return Y
