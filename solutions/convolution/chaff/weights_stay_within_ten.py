"""Weights must not run away, so I keep them within ten after each step.

You clip the kernel after each step. Plain descent lets it go where the steps lead.
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
        K, loss = sgd_step(K, X, Y, lr)
        K = jnp.clip(K, -10, 10)
        losses.append(loss)
    return K, jnp.array(losses)
