"""The middle of a vector is its median.

You subtract the median, the number in the middle. The mean is the sum of all numbers, divided by how many there are.
"""

import jax.numpy as jnp

FAILS = {"center": ["values"]}


# %% center
def center(x):
    return x - jnp.median(x)
