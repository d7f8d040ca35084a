"""I collect the windows column by column, and the order in which I collect them does not matter.

Your output is the right one, transposed. Walk along a row before you go down to the next: the outer loop makes the
rows.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "shape", "values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    H, W = X.shape
    return jnp.array(
        [[jnp.sum(X[i : i + h, j : j + w] * K) for i in range(H - h + 1)] for j in range(W - w + 1)]
    )
