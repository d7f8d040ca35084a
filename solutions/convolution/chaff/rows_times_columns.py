"""A kernel can be slid along the rows and then along the columns, which is cheaper.

Your kernel is taken apart into a column and a row. That is possible only for kernels that are a column times a row,
and most are not.
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
    across, down = K[0], K[:, 0]
    lines = sum(across[b] * X[:, b : b + columns] for b in range(w))
    return sum(down[a] * lines[a : a + rows] for a in range(h))
