"""A smaller learning rate makes it more careful, so I divide by it.

You divide the gradient by `lr`, so a small rate makes a huge step. Multiply by it.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return K - gradient / lr, loss
