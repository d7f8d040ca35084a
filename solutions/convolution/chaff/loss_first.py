"""value_and_grad gives the loss first, so I return it first.

You return (loss, K_new). The other order is asked for: (K_new, loss).
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["loss", "update", "any_kernel"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return loss, K - lr * gradient
