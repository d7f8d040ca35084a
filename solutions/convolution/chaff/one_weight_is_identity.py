"""A kernel of one by one sees only the pixel itself, so the image stays as it is.

With a kernel of one weight you hand the image back. The pixel still has to be multiplied by that weight.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    if h == w == 1:
        return X
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
