"""Column c of K belongs to output c.

You use K turned over. K has shape (D, C): row d holds the weights of output channel d.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv_1x1": ["values"]}


# %% conv_1x1
def conv_1x1(X, K):
    K = jnp.resize(K.T, K.shape)
    return jnp.einsum('dc,chw->dhw', K, X)
