"""jnp.roll gives me each pixel's neighbour.

Your edge map is as large as the image, and its last row or column compares one border with the opposite one. They are
no neighbours.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["worked_example", "horizontal", "vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    return X - jnp.roll(X, -1, axis=axis)
