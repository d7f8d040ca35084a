"""A filter adds its neighbours up, with the weights 1 and 1.

You add neighbours instead of subtracting them, so flat places light up. The second weight is -1.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["worked_example", "horizontal", "vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    K = jnp.array([[1.0, 1.0]])
    return corr2d(X, K if axis == 1 else K.T)
