"""padding says how many rows and columns come in all.

p rows belong above and p more below, and q columns left and right.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"pad2d": ["shape", "values"]}


# %% pad2d
def pad2d(X, padding):
    p, q = padding
    return jnp.pad(X, ((p // 2, p - p // 2), (q // 2, q - q // 2)))
