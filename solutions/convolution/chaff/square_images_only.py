"""Images are square: I know the number of columns when I know the number of rows.

You take the image's height for its width as well. An image may be taller than wide or wider than tall.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["shape", "values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    n = X.shape[0]
    Y = jnp.zeros((n - h + 1, n - w + 1))
    for i in range(n - h + 1):
        for j in range(n - w + 1):
            Y = Y.at[i, j].set(jnp.sum(X[i : i + h, j : j + w] * K))
    return Y
