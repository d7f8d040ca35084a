"""Flax has a truncated normal initializer, which is the usual one.

nn.initializers.truncated_normal leaves out the tails. Take jax.random.normal, or nn.initializers.normal(0.01).
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["start"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = nn.initializers.truncated_normal(0.01)(key, kernel_size)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
