"""The gradient of a kernel can be written down weight by weight; four a side will do.

Weights beyond the fourth row or column never move. A kernel may be of any size.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    error = corr2d(X, K) - Y
    rows, columns = Y.shape
    gradient = jnp.zeros(K.shape)
    for a in range(min(K.shape[0], 4)):
        for b in range(min(K.shape[1], 4)):
            gradient = gradient.at[a, b].set(jnp.sum(2 * error * X[a : a + rows, b : b + columns]))
    return K - lr * gradient, jnp.sum(error**2)
