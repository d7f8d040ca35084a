"""Networks compute in bfloat16 anyway.

Your sums have two or three digits. float32 has seven.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_strided": ["plain", "values"]}


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    (h, w), (s, t) = K.shape, stride
    P = pad2d(X, padding)
    rows, columns = P.shape[0] - h + 1, P.shape[1] - w + 1
    K, P = K.astype(jnp.bfloat16), P.astype(jnp.bfloat16)
    return sum(K[a, b] * P[a : a + rows : s, b : b + columns : t] for a in range(h) for b in range(w)).astype(jnp.float32)
