"""Networks run in half precision, which is faster.

Your output is float16, which holds about three digits. Stay in the dtype of the inputs, float32.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "values"]}


# %% corr2d
def corr2d(X, K):
    X, K = X.astype(jnp.float16), K.astype(jnp.float16)
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
