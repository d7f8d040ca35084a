"""Whoever calls it says what padding and stride are.

padding and stride may be left out: give them the defaults (0, 0) and (1, 1).
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_strided": ["plain"]}


# %% corr2d_strided
def corr2d_strided(X, K, padding, stride):
    (h, w), (s, t) = K.shape, stride
    P = pad2d(X, padding)
    rows, columns = P.shape[0] - h + 1, P.shape[1] - w + 1
    return sum(K[a, b] * P[a : a + rows : s, b : b + columns : t] for a in range(h) for b in range(w))
