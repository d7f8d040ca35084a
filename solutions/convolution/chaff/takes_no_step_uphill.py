"""A step that makes the loss larger must not be taken.

You take back steps after which the loss is larger. Plain descent takes every step.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["follows_descent", "losses"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = []
    for _ in range(steps):
        following, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
        if jnp.sum((corr2d(X, following) - Y) ** 2) <= loss:
            K = following
    return K, jnp.array(losses)
