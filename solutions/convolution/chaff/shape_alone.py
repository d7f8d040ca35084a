"""First the shape, the numbers come later.

Your output is all zeros. Add up the products.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "values", "purity", "jit", "gradients"]}


# %% corr2d
def corr2d(X, K):
    return jnp.zeros((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1))
