"""I scale the edge map so that the strongest edge has strength one.

Your edge map is divided by its largest value. Leave it as it is: the sizes of the differences carry the answer.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["horizontal", "vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    edges = -jnp.diff(X, axis=axis)
    return edges / jnp.maximum(jnp.max(jnp.abs(edges)), 1e-12)
