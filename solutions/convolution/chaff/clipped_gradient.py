"""Gradients are clipped to [-1, 1] so that training does not explode.

You cut large gradients off. Clipping is a tool of its own; this step takes the gradient as it is.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return K - lr * jnp.clip(gradient, -1, 1), loss
