"""The loss adds up how much the outputs are too large.

Errors of opposite sign cancel in your loss. Square each error before you add them up.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["loss"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    gradient = jax.grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return K - lr * gradient, jnp.sum(corr2d(X, K) - Y)
