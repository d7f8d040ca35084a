"""A loss is a mean over the pixels.

Your loss is the right one divided by the number of outputs. The squared errors are added up here, and the step is as
many times longer.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["loss", "update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.mean((corr2d(X, K) - Y) ** 2))(K)
    return K - lr * gradient, loss
