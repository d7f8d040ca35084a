"""A weight is found by its number, counted row by row, and a row of the kernel is as long as the kernel is high.

Your weights come from the wrong place whenever the kernel is not square. A row of the kernel has w weights, so the
weight (a, b) has the number a * w + b.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    weights = K.ravel()
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    terms = [weights[a * h + b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w)]
    return sum(terms)
