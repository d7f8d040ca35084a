"""The last digits of the seed are random enough.

Keys that end in the same digits start alike. Hand your key to jax.random as it is.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["key"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    seed = int(jax.random.key_data(key)[-1]) % 1000
    K = 0.01 * jax.random.normal(jax.random.key(seed), kernel_size)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
