"""A kernel has a size k, as in "a 3 by 3 kernel".

You take the kernel's height for its width as well. A kernel may be flat, such as [[1, -1]], or upright.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["shape", "values"]}


# %% corr2d
def corr2d(X, K):
    k = K.shape[0]
    rows, columns = X.shape[0] - k + 1, X.shape[1] - k + 1
    Y = jnp.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            Y = Y.at[i, j].set(jnp.sum(X[i : i + k, j : j + k] * K))
    return Y
