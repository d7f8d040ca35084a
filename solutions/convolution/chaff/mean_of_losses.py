"""Losses are reported per pixel.

Your kernel is right and your losses are divided by the number of outputs. Return the sums, as `sgd_step` does.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["losses"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss / Y.size)
    return K, jnp.array(losses)
