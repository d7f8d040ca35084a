"""Between and around ten steps there are eleven losses.

You return the loss after the last step too. There is one loss for each step, the one before it.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["length_and_shapes", "losses"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = [jnp.sum((corr2d(X, K) - Y) ** 2)]
    for _ in range(steps):
        K, _ = sgd_step(K, X, Y, lr)
        losses.append(jnp.sum((corr2d(X, K) - Y) ** 2))
    return K, jnp.array(losses)
