"""An edge is an edge in either direction, so only the size of the difference counts.

Your edges lost their sign, which tells whether it gets darker or brighter. Leave the difference as it is.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["worked_example", "horizontal", "vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    return jnp.abs(jnp.diff(X, axis=axis))
