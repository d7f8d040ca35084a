"""Images and kernels are square, so one size is enough.

You use the height for both axes. Images and kernels may be wider than tall, or taller than wide: take both numbers
from the shape.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["shape", "values"]}


# %% corr2d
def corr2d(X, K):
    k = K.shape[0]
    n = X.shape[0] - k + 1
    Y = jnp.zeros((n, n))
    for i in range(n):
        for j in range(n):
            Y = Y.at[i, j].set(jnp.sum(X[i : i + k, j : j + k] * K))
    return Y
