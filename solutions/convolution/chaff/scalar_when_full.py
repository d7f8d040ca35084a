"""If the kernel fills the image there is only one number, and I return it.

Your answer is a scalar when the kernel is as large as the image. It is an image too, of one row and one column; the
general case gives it without being asked.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["shape", "values"]}


# %% corr2d
def corr2d(X, K):
    if X.shape == K.shape:
        return jnp.sum(X * K)
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
