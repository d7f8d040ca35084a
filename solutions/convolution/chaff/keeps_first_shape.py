"""All images of a data set have the same size, so I look at the size of the first one only.

The shape of your first call's output stays for all later calls. Work the shape out from the arguments, in each call.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["shape", "values"]}


# %% corr2d
size = []


def corr2d(X, K):
    h, w = K.shape
    if not size:
        size.extend([X.shape[0] - h + 1, X.shape[1] - w + 1])
    rows, columns = size
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
