"""An image has no negative values, so I cut off what is below zero.

Your edge map shows only where it gets darker. Keep the negative differences: there it gets brighter.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["worked_example", "horizontal", "vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    return jnp.maximum(-jnp.diff(X, axis=axis), 0.0)
