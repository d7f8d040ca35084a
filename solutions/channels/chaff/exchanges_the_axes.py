"""padding is (left and right, above and below), as x comes before y.

padding is (p, q): p rows above and below, q columns left and right. You have exchanged them.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"pad2d": ["shape", "values"]}


# %% pad2d
def pad2d(X, padding):
    p, q = padding
    return jnp.pad(X, ((q, q), (p, p)))
