"""The kernel takes h rows away from the image, so H - h rows are left.

Your output is one row and one column short. A kernel as tall as the image still fits in one place: H - h + 1 rows.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "shape", "values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h, X.shape[1] - w
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
