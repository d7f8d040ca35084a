"""The worked example has whole numbers only, so I make an array of integers.

Your output holds integers. Images and kernels are float32, and so is the answer; integers have no gradient either.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "values", "gradients"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    Y = jnp.zeros((rows, columns), dtype=int)
    for i in range(rows):
        for j in range(columns):
            Y = Y.at[i, j].set(jnp.sum(X[i : i + h, j : j + w] * K).astype(int))
    return Y
