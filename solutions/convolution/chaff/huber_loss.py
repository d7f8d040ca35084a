"""Large errors should not count so much, so I take Huber's loss.

Your loss grows only linearly beyond an error of one. The squared error is asked for, however large.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["loss", "update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    def loss_fn(K):
        size = jnp.abs(corr2d(X, K) - Y)
        return jnp.sum(jnp.where(size <= 1, size**2, 2 * size - 1))

    loss, gradient = jax.value_and_grad(loss_fn)(K)
    return K - lr * gradient, loss
