"""The gradient is an average over all outputs, so that large images do not take large steps.

You divide the gradient by the number of outputs. The loss is a sum, and so is its gradient.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return K - lr * gradient / Y.size, loss
