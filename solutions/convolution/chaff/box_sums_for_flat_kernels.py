"""Where all weights are equal, one product does for the whole window.

Where all weights are equal, the gradient reaches only one of them. Each weight has a gradient of its own.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["gradients"]}


# %% corr2d
def corr2d(X, K):
    def flat():
        return K[0, 0] * jax.lax.reduce_window(X, 0.0, jax.lax.add, K.shape, (1, 1), "VALID")

    def any_other():
        return jax.lax.conv_general_dilated(X[None, None], K[None, None], (1, 1), "VALID")[0, 0]

    return jax.lax.cond(jnp.all(K == K[0, 0]), flat, any_other)
