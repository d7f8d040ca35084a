"""A difference is the next pixel minus this one, as np.diff has it.

Your signs are turned around. The kernel [1, -1] takes this pixel minus the next: +1 where white turns to black.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["worked_example", "horizontal", "vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    return jnp.diff(X, axis=axis)
