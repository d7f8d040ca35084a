"""The learning rate of this exercise is 0.03.

You step with 0.03 whatever `lr` says. Use the argument.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return K - 0.03 * gradient, loss
