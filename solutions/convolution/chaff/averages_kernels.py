"""The average of all kernels on the way is steadier than the last one.

You return the average of the kernels, which holds the poor first ones. Return the last.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["follows_descent", "recovers_kernels"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    kernels, losses = [], []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        kernels.append(K)
        losses.append(loss)
    return sum(kernels) / steps, jnp.array(losses)
