"""Weights are stored in bfloat16 everywhere, so I convert the kernel.

Your kernel has lost digits in bfloat16. Leave it in float32.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["values"]}


# %% corr2d
def corr2d(X, K):
    K = K.astype(jnp.bfloat16).astype(jnp.float32)
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
