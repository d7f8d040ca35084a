"""The shorter side of the image limits how often the kernel fits.

Your output is always square. The rows and the columns are counted separately: H - h + 1 down, W - w + 1 across.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["shape", "values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    n = min(X.shape[0] - h, X.shape[1] - w) + 1
    return sum(K[a, b] * X[a : a + n, b : b + n] for a in range(h) for b in range(w))
