"""Computing the same thing twice is a waste, so I remember the result for each pair of shapes.

You give an old answer back when a new image has the same shape. Two images of one shape are still two images.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["values"]}


# %% corr2d
remembered = {}


def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    if (X.shape, K.shape) not in remembered:
        remembered[X.shape, K.shape] = sum(
            K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w)
        )
    return remembered[X.shape, K.shape]
