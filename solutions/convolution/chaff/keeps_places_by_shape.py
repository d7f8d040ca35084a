"""Where the windows lie depends on the shapes alone, so I work it out once and keep it.

What jnp makes under jit is a tracer, and of no use in a later call. Work the places out in each call, or with
NumPy.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["jit"]}


# %% corr2d
places = {}


def corr2d(X, K):
    (H, W), (h, w) = X.shape, K.shape
    if (X.shape, K.shape) not in places:
        down = jnp.arange(H - h + 1)[:, None, None, None] + jnp.arange(h)[:, None]
        across = jnp.arange(W - w + 1)[:, None, None] + jnp.arange(w)
        places[X.shape, K.shape] = down, across
    down, across = places[X.shape, K.shape]
    return jnp.sum(X[down, across] * K, axis=(2, 3))
