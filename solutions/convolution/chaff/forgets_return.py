"""The function has computed Y, so Y is the result.

Your function returns None: it reaches its end without `return`. Only what is returned can be used by the next
function.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "shape", "values", "jit", "gradients"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    Y = jnp.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            Y = Y.at[i, j].set(jnp.sum(X[i : i + h, j : j + w] * K))
