"""Summing first and squaring then is the same as squaring first and summing then.

You add the errors up and square the sum, in which they cancel. Square each error, then add.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["loss", "update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum(corr2d(X, K) - Y) ** 2)(K)
    return K - lr * gradient, loss
