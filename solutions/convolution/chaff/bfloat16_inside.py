"""If I convert back at the end, nobody sees that I computed in bfloat16.

Your dtype is right and your digits are not: bfloat16 keeps two or three of them, and converting back does not return
the others. Compute in float32.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["values", "gradients"]}


# %% corr2d
def corr2d(X, K):
    narrow, weights = X.astype(jnp.bfloat16), K.astype(jnp.bfloat16)
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    Y = sum(weights[a, b] * narrow[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
    return Y.astype(jnp.float32)
