"""The first channel holds the picture.

You leave out all channels but the first.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_multi_in": ["worked_example", "values"]}


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    return corr2d_strided(X[0], K[0])
