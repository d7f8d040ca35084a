"""A fixed seed makes my results reproducible.

Every key gives you the same start. Draw from the key that is passed in: the caller decides what is repeated.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["key"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(jax.random.key(0), kernel_size)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
