"""Pixels are whole numbers, so I round the result.

You round your answers to whole numbers. Images of fractions are common, and a rounded function is flat almost
everywhere: no gradient passes.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["values", "gradients"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return jnp.round(sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w)))
