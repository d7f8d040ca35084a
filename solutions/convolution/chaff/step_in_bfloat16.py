"""The new kernel can be stored in fewer bits.

Your new kernel has lost digits in bfloat16. Leave it in float32.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["update"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return (K - lr * gradient).astype(jnp.bfloat16).astype(jnp.float32), loss
