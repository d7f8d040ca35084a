"""The edge map is as large as the image, with zeros where there is no neighbour.

Your edge map has a row or column too many. The last pixel has no next one, so there is no answer for it.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["worked_example", "horizontal", "vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    difference = -jnp.diff(X, axis=axis)
    return jnp.pad(difference, ((0, 0), (0, 1)) if axis == 1 else ((0, 1), (0, 0)))
