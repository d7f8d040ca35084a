"""An edge kernel is 1 by 2.

Your kernel is always 1 by 2. `kernel_size` says how large it is to be.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["length_and_shapes", "start", "follows_descent", "recovers_kernels"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, (1, 2))
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
