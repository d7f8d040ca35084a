"""Weights must not run away, so the new kernel stays within ten.

You clip the new kernel to ten. It is K - lr * gradient, however large.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return jnp.clip(K - lr * gradient, -10, 10), loss
