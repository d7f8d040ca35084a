"""Only the direction of the gradient counts, so I bring it to length one.

All your steps are equally long. Plain gradient descent uses the gradient with its length, so that steps get smaller
near the goal.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return K - lr * gradient / (jnp.linalg.norm(gradient) + 1e-8), loss
