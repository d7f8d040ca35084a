"""Axis 1 is the vertical one, so I compare each pixel with the one below.

You exchange the two axes. Axis 1 runs along a row: compare a pixel with its neighbour to the right.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["worked_example", "horizontal", "vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    if axis == 1:
        return X[:-1, :] - X[1:, :]
    return X[:, :-1] - X[:, 1:]
