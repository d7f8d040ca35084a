"""np.stack puts arrays together, whoever made them.

np.stack needs the numbers themselves; under jax.jit and jax.grad there are only tracers. jnp.stack works on both.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_multi_in_out": ["jit", "gradients"]}


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    return jnp.array(np.stack([np.asarray(corr2d_multi_in(X, k)) for k in K]))
