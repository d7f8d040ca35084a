"""Window and kernel are matrices, and matrices are multiplied with @.

You multiply window and kernel as matrices and add up the result. Multiply them element by element, with `*`: each
pixel meets one weight.
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
    return jnp.array([[jnp.sum(X[i : i + h, j : j + w] @ K) for j in range(columns)] for i in range(rows)])
