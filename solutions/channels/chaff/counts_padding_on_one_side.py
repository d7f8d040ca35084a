"""Padding p adds p rows.

You pad above and on the left only. Padding lies on both sides.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_strided": ["padding", "shape", "values"]}


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    (h, w), (s, t) = K.shape, stride
    P = jnp.pad(X, ((padding[0], 0), (padding[1], 0)))
    rows, columns = P.shape[0] - h + 1, P.shape[1] - w + 1
    return sum(K[a, b] * P[a : a + rows : s, b : b + columns : t] for a in range(h) for b in range(w))
