"""The step needs the sum, but the loss is reported as a mean.

You step rightly and report the loss divided by the number of outputs. Return the one whose gradient you took: the
sum.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["loss"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    error = corr2d(X, K) - Y
    gradient = jax.grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return K - lr * gradient, jnp.mean(error**2)
