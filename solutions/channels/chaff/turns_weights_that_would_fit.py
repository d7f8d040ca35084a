"""If K has as many rows as there are channels, it has to be turned over first.

You turn K over where it is square. K has shape (D, C), also where D and C are equal.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv_1x1": ["values"]}


# %% conv_1x1
def conv_1x1(X, K):
    if K.shape[0] == X.shape[0]:
        K = K.T
    return jnp.einsum("dc,cij->dij", K, X)
