"""I bring the image to [-1, 1] first, and multiply the scale back in at the end.

An image of zeros has no scale: 0 / 0 is NaN. The sum of products needs no scaling.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["values"]}


# %% corr2d
def corr2d(X, K):
    scale = jnp.max(jnp.abs(X))
    Z = X / scale
    h, w = K.shape
    m, n = X.shape[0] - h + 1, X.shape[1] - w + 1
    stack = jnp.stack([Z[a : a + m, b : b + n] for a in range(h) for b in range(w)])
    return scale * jnp.tensordot(K.ravel(), stack, axes=1)
