"""To center is to compute the mean.

You return the mean itself. Subtract it from each number of the vector.
"""

import jax.numpy as jnp

FAILS = {"center": ["shape", "values"]}


# %% center
def center(x):
    return jnp.mean(x)
