"""Each output is the weighted average of its window.

Your answers are the right ones divided by the number of weights. Cross-correlation adds the products up; it does not
average them.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return jnp.array([[jnp.mean(X[i : i + h, j : j + w] * K) for j in range(columns)] for i in range(rows)])
