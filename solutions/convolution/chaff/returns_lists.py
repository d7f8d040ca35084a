"""A list of lists is a matrix.

Your output is a list of lists of numbers. Make one array of it: lists have no shape, and gradients start from arrays.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["gradients"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    Y = []
    for i in range(X.shape[0] - h + 1):
        Y.append([jnp.sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)])
    return Y
