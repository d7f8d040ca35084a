"""dynamic_slice never leaves the image, so I may start a window at each pixel.

At the border your windows are pushed back inside, so that the last answers are repeated and the output is as large as
the image. Start windows only where they fit.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "shape", "values"]}


# %% corr2d
def corr2d(X, K):
    def pixel(i, j):
        return jnp.sum(jax.lax.dynamic_slice(X, (i, j), K.shape) * K)

    row = jax.vmap(pixel, in_axes=(None, 0))
    return jax.vmap(row, in_axes=(0, None))(jnp.arange(X.shape[0]), jnp.arange(X.shape[1]))
