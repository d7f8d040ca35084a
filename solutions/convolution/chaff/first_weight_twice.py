"""I start the sum with the first product and then add the products of all weights.

The first product is in your sum twice. Start the sum from zero, or the loop from the second weight.
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
    Y = K[0, 0] * X[:rows, :columns]
    for a in range(h):
        for b in range(w):
            Y += K[a, b] * X[a : a + rows, b : b + columns]
    return Y
