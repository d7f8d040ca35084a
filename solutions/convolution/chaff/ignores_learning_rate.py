"""The gradient says how far to go.

You subtract the whole gradient. It says which way is up and how steep it is; `lr` decides how far you go.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return K - gradient, loss
