"""Padding is no computation, so no gradient has to go through.

stop_gradient cuts the way back to the image. What was learned behind the padding would never reach it.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"pad2d": ["transforms"]}


# %% pad2d
def pad2d(X, padding):
    p, q = padding
    return jnp.pad(jax.lax.stop_gradient(X), ((p, p), (q, q)))
