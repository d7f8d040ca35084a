"""Ten losses are a column of ten rows.

Your losses have the shape (steps, 1). One axis is enough: (steps,).
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["length_and_shapes", "losses"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append([loss])
    return K, jnp.array(losses)
