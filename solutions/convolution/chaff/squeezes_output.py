"""Axes of length one carry nothing, so I squeeze them away.

You drop the axes of length one. An output of one row is still an image with two axes, (1, columns).
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["shape", "values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w)).squeeze()
