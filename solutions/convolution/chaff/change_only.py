"""A step is the change of the kernel.

You return what has to be added to the kernel, not the kernel. Add it: K_new = K - lr * gradient.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update", "any_kernel"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return -lr * gradient, loss
