"""The gradient is the error correlated with the image.

Your step is half as long as it should be. Derive the square: it brings a factor of 2 down.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    error = corr2d(X, K) - Y
    return K - lr * corr2d(X, error), jnp.sum(error**2)
