"""The array is made first; filling it comes later.

Your answer is all zeros. JAX arrays cannot be changed: .at[…].set returns a new one, and that one is the answer.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_multi_in_out": ["single_kernel", "values", "jit", "gradients"]}


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    Y = jnp.zeros((len(K), X.shape[1] - K.shape[2] + 1, X.shape[2] - K.shape[3] + 1))
    for d, k in enumerate(K):
        Y.at[d].set(corr2d_multi_in(X, k))
    return Y
