"""The losses are noted every second step, as in the printed ones.

You keep every second loss. Printing fewer is a matter of taste; what is returned has one for each step.
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
    for step in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        if step % 2 == 1:
            losses.append(loss)
    return K, jnp.array(losses)
