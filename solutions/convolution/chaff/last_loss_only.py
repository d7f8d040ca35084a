"""What counts is the loss at the end.

You return one loss. Return the loss of every step, so that the way down can be seen.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["length_and_shapes", "losses"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
    return K, loss
