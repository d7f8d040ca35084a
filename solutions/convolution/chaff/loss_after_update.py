"""The loss belongs to the kernel that I return.

Your loss is the one after the update. It is the loss of the kernel that came in, which the gradient was taken from.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["loss"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    def squared_error(K):
        return jnp.sum((corr2d(X, K) - Y) ** 2)

    K_new = K - lr * jax.grad(squared_error)(K)
    return K_new, squared_error(K_new)
