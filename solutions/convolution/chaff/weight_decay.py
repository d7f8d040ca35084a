"""Large weights overfit, so I let them shrink a little in each step.

Your kernel shrinks even where the loss is zero. Weight decay belongs to another loss; this one is the squared error
alone.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update", "any_kernel"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return K - lr * (gradient + 0.1 * K), loss
