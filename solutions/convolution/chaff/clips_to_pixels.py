"""The output is an image, and pixels lie between 0 and 255.

You cut your answers off at 0 and 255. The output holds sums, not pixels: any number may come out.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    Y = sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
    return jnp.clip(Y, 0, 255)
