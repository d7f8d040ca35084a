"""Edges go in all directions, so I put the horizontal and the vertical differences together.

You combine both directions into one map. `axis` asks for one of them at a time, with its sign.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["worked_example", "horizontal", "vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    down = X[:-1, :-1] - X[1:, :-1]
    across = X[:-1, :-1] - X[:-1, 1:]
    return jnp.sqrt(down**2 + across**2)
