"""An edge map holds whole numbers, so I make the target one of integers.

You cut off the fraction of the target. Y may hold any numbers.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["loss", "update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum((corr2d(X, K) - Y.astype(int)) ** 2))(K)
    return K - lr * gradient, loss
