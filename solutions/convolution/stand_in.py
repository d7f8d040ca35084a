"""Correct answers that the judge puts in place of a student's wrong ones, when it looks a second time at what needs them.

They enter the student's room, so they are none of the reference's: each is a line that JAX's own documentation gives.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np


# %% corr2d
def corr2d(X, K):
    return jax.lax.conv_general_dilated(X[None, None], K[None, None], (1, 1), "VALID")[0, 0]


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return K - lr * gradient, loss
