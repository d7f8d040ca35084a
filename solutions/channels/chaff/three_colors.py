"""An image has three channels: red, green, blue.

You count on three channels. There may be any number: X.shape[0].
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_multi_in": ["worked_example", "values"]}


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    return sum(corr2d_strided(X[min(c, len(X) - 1)], K[min(c, len(K) - 1)]) for c in range(3))
