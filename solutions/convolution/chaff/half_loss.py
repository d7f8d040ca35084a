"""Half the squared error is the loss, so that the 2 of the derivative cancels.

Your loss and your step are half of the right ones. The loss here is the sum of squares without a factor, so its
gradient keeps the 2.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["loss", "update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: 0.5 * jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return K - lr * gradient, loss
