"""Every output has its own loss.

Your loss is an array of squared errors. Add them up, so that one number is left.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["loss", "any_kernel"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    error = corr2d(X, K) - Y
    return K - 2 * lr * corr2d(X, error), error**2
