"""jit makes everything faster, so I hand it the sizes as arguments too.

Arguments of a jitted function have no values while it is traced, so sizes that come in that way cannot be sizes of
arrays. Read them off `X.shape` and `K.shape` inside.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "shape", "values", "jit", "gradients"]}


# %% corr2d
@jax.jit
def correlated(X, K, rows, columns):
    h, w = K.shape
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))


def corr2d(X, K):
    return correlated(X, K, X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1)
