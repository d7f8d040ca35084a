"""Kernels are small: four by four weights are always enough.

You use the first four rows and columns of the kernel. Kernels may be of any size.
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
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(min(h, 4)) for b in range(min(w, 4)))
