"""K.shape is (width, height), like the size of a photo.

You subtract the kernel's width from the image's height, and the other way around. A shape is (rows, columns), for
kernels as for images.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["shape", "values"]}


# %% corr2d
def corr2d(X, K):
    w, h = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    Y = jnp.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            Y = Y.at[i, j].set(jnp.sum(X[i : i + w, j : j + h] * K))
    return Y
