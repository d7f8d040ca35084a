"""np.einsum and jnp.einsum are the same.

np.einsum needs the numbers themselves; under jax.jit and jax.grad there are only tracers. jnp.einsum works on both.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"conv_1x1": ["transforms"]}


# %% conv_1x1
def conv_1x1(X, K):
    return jnp.array(np.einsum('dc,chw->dhw', np.asarray(K), np.asarray(X)))
