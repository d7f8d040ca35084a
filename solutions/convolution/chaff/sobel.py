"""The edge detector of image processing is the Sobel filter.

You use a Sobel filter, which is 3 by 3 and smooths across the edge. Asked for is the difference of two neighbours.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["worked_example", "horizontal", "vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    K = jnp.array([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])
    return corr2d(X, K if axis == 1 else K.T)
