"""Rows are counted downwards, so the vertical difference has the other sign.

Your vertical differences have the wrong sign. Both directions take a pixel minus the next one: to its right, or
below.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    if axis == 1:
        return X[:, :-1] - X[:, 1:]
    return X[1:, :] - X[:-1, :]
