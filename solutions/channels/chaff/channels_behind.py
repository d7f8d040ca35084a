"""The channels of a pixel stand behind its place.

Your channels stand at the end. Here they come first: (D, H, W).
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv_1x1": ["single_output", "values"]}


# %% conv_1x1
def conv_1x1(X, K):
    return jnp.einsum('dc,chw->hwd', K, X)
