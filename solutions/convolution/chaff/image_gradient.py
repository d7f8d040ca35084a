"""jax.grad differentiates with respect to the image, as I put the image first.

Your gradient is the one by the image. Differentiate with respect to the kernel: `argnums` says which argument is
meant.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    def squared_error(X, K):
        return jnp.sum((corr2d(X, K) - Y) ** 2)

    loss, gradient = jax.value_and_grad(squared_error)(X, K)
    h, w = K.shape
    return K - lr * gradient[:h, :w], loss
