"""The weights of a filter add up to one in absolute value, so they are one half and minus one half.

Your differences are half as large as they should be. The kernel is [1, -1], without a factor.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["worked_example", "horizontal", "vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    K = jnp.array([[0.5, -0.5]])
    return corr2d(X, K if axis == 1 else K.T)
