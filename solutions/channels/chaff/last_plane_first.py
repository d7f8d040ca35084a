"""The kernel's planes come in the opposite order.

You pair the first channel with the last plane. Plane c belongs to channel c.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_multi_in": ["worked_example", "values"]}


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    return sum(corr2d_strided(x, k) for x, k in zip(X, K[::-1]))
