"""K -= lr * gradient changes K in place, so I need not return anything new.

The kernel that you return is the one that came in. JAX arrays never change in place: return the new one.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    def squared_error(kernel):
        return jnp.sum((corr2d(X, kernel) - Y) ** 2)

    def update(kernel, gradient):
        kernel -= lr * gradient

    loss, gradient = jax.value_and_grad(squared_error)(K)
    update(K, gradient)
    return K, loss
