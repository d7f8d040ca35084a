"""A step makes a new kernel, and that is what I return.

You return the kernel alone. Return the pair (K_new, loss): the loss shows whether training works.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["loss", "update", "any_kernel"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    gradient = jax.grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return K - lr * gradient
