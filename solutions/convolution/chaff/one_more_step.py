"""The first step only starts things up, so I take it before I count.

Your kernel has taken a step whose loss is missing. There are `steps` steps in all, and each notes its loss.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["follows_descent"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K, _ = sgd_step(0.01 * jax.random.normal(key, kernel_size), X, Y, lr)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
