"""A filter does not change while I use it, so I remember the first kernel of each size.

A second kernel of the same size gets the first one's answers. Two kernels of one size are still two kernels: use the
one that comes in.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["values"]}


# %% corr2d
filters = {}


def corr2d(X, K):
    K = filters.setdefault(K.shape, K)
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
