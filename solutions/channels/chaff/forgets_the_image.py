"""jnp.zeros makes the frame; X.at[…].set would change it in place.

Your answer is all zeros. JAX arrays cannot be changed: .at[…].set(X) returns a new one, and that is the answer.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"pad2d": ["shape", "values", "transforms"]}


# %% pad2d
def pad2d(X, padding):
    p, q = padding
    P = jnp.zeros((X.shape[0] + 2 * p, X.shape[1] + 2 * q))
    P.at[p : p + X.shape[0], q : q + X.shape[1]].set(X)
    return P
