"""sgd_step changes the kernel that I hand to it.

Your kernel stays where it started: the new one, which `sgd_step` returns, is not used. Arrays do not change in place.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["follows_descent", "recovers_kernels"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = []
    for _ in range(steps):
        _, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
