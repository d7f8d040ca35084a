"""Differences below 0.1 are noise, so I set them to zero.

A faint edge is an edge: return the differences as they are.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["horizontal", "vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    kernel = jnp.array([[1.0, -1.0]])
    edges = corr2d(X, kernel) if axis == 1 else corr2d(X, kernel.T)
    return jnp.where(jnp.abs(edges) < 0.1, 0.0, edges)  # remove noise
