"""np.pad and jnp.pad do the same.

np.pad needs the numbers themselves; under jax.jit and jax.grad there are only tracers. jnp.pad works on both.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"pad2d": ["transforms"]}


# %% pad2d
def pad2d(X, padding):
    p, q = padding
    return jnp.array(np.pad(np.asarray(X), ((p, p), (q, q))))
