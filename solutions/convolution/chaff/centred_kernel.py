"""A correlation compares deviations from the mean, so I take the mean out of the kernel.

You subtract the kernel's mean from its weights. The correlation of statistics does that; here plain products are
added up.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "values"]}


# %% corr2d
def corr2d(X, K):
    K = K - K.mean()
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
