"""A response has a strength, and a strength is never negative.

Your answers lost their sign. A negative sum is an answer like any other: an edge from dark to bright, for example.
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
    return jnp.abs(sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w)))
