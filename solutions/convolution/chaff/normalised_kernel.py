"""The weights of a filter add up to one, so that the picture keeps its brightness.

You divide the kernel by its sum. Use the kernel as it is given; one that adds up to zero could not even be divided.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "values"]}


# %% corr2d
def corr2d(X, K):
    K = K / jnp.sum(K)
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
