"""I fill an array that is there already, so it is one of NumPy's.

What goes into a NumPy array has to be a number; under jax.jit and jax.grad there are only tracers. Use .at[…].set or
jnp.stack.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_multi_in_out": ["jit", "gradients"]}


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    Y = np.zeros((len(K), X.shape[1] - K.shape[2] + 1, X.shape[2] - K.shape[3] + 1), np.float32)
    for d, k in enumerate(K):
        Y[d] = corr2d_multi_in(X, k)
    return jnp.array(Y)
