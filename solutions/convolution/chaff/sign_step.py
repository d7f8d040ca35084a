"""The sign of the gradient tells which way to go, and that is all I need.

You step by `lr` in each weight, whatever the slope. Multiply by the gradient itself, not by its sign.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return K - lr * jnp.sign(gradient), loss
