"""Adds up in a loop."""

import jax.numpy as jnp


# %% center
def center(x):
    total = 0.0
    for number in x:
        total = total + number
    return jnp.array([number - total / len(x) for number in x])
