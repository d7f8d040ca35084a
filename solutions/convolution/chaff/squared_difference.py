"""Squared differences bring out the strong edges.

You square the differences, which takes their sign away and distorts their size. The difference itself is asked for.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["worked_example", "horizontal", "vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    return jnp.diff(X, axis=axis) ** 2
