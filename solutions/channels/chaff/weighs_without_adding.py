"""A 1×1 kernel is a factor: it makes channels stronger or weaker.

You multiply and do not add up. Each output channel is a sum over all channels.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv_1x1": ["single_output", "values"]}


# %% conv_1x1
def conv_1x1(X, K):
    return K[:, :, None, None] * X
