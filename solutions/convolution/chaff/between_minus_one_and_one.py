"""A correlation lies between -1 and 1.

You divide each sum by the lengths of window and kernel, so that it lies between -1 and 1. Cross-correlation of images
is the plain sum of products.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1

    def cosine(window):
        return jnp.sum(window * K) / (jnp.linalg.norm(window) * jnp.linalg.norm(K) + 1e-8)

    return jnp.array([[cosine(X[i : i + h, j : j + w]) for j in range(columns)] for i in range(rows)])
