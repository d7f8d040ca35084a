"""Every s-th row: the s-th row is the first that counts.

You begin with row s − 1 and column t − 1. The first row and the first column always count: 0, s, 2s, …
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_strided": ["stride", "values"]}


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    (h, w), (s, t) = K.shape, stride
    P = pad2d(X, padding)
    rows, columns = P.shape[0] - h + 1, P.shape[1] - w + 1
    Y = sum(K[a, b] * P[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
    return Y[s - 1 :: s, t - 1 :: t]
