"""A pixel of the output is one number, so I add it up as a Python float.

Your numbers are right, but float() needs them at once. Under jax.jit and jax.grad there are no numbers yet: add up
JAX arrays, and leave them arrays.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["jit", "gradients"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows = []
    for i in range(X.shape[0] - h + 1):
        row = []
        for j in range(X.shape[1] - w + 1):
            row.append(float(jnp.sum(X[i : i + h, j : j + w] * K)))
        rows.append(row)
    return jnp.array(rows)
