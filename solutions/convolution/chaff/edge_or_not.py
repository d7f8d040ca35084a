"""At each place there is an edge or there is none, so I answer with 1, 0 or -1.

You keep the direction of an edge and drop its strength. The edge map holds the differences themselves.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["horizontal", "vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    return jnp.sign(-jnp.diff(X, axis=axis))
