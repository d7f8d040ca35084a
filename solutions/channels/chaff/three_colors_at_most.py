"""An image has one channel, or three for the colors.

You leave out all channels but the first three. There may be any number: X.shape[0].
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_multi_in": ["values"]}


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    return sum(corr2d_strided(X[c], K[c]) for c in range(min(3, len(X))))
