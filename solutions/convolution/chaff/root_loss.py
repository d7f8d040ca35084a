"""The distance between two images is the square root of the summed squares.

Your loss is the root of the right one, and its gradient another too. Leave the root out: the loss is the sum of
squares.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["loss", "update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sqrt(jnp.sum((corr2d(X, K) - Y) ** 2)))(K)
    return K - lr * gradient, loss
