"""(P − Y)² is P² − 2PY + Y², so I sum up the three.

Near a good fit the three sums nearly cancel, and what is left of float32 is rounding. Square the differences.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["loss"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    P = corr2d(X, K)
    loss = jnp.sum(P * P) - 2 * jnp.sum(P * Y) + jnp.sum(Y * Y)
    gradient = jax.grad(lambda K: jnp.sum((corr2d(X, K) - Y) ** 2))(K)
    return K - lr * gradient, loss
