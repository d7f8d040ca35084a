"""Neighbouring windows are nearly the same, so every second one is enough.

You leave out every second window. The stride is one here: the window moves by a single place.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "shape", "values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    Y = sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
    return Y[::2, ::2]
