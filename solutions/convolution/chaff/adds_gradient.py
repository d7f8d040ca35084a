"""The gradient shows the way, so I follow it.

You step along the gradient, which is the way up. Descent subtracts it.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return K + lr * gradient, loss
