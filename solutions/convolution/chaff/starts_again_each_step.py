"""Each step takes the start and improves it.

Every step of yours begins at the start again, so all losses are equal. Go on from the kernel that the last step gave.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["follows_descent", "recovers_kernels"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    losses = []
    for _ in range(steps):
        start = 0.01 * jax.random.normal(key, kernel_size)
        K, loss = sgd_step(start, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
