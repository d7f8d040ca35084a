"""When the loss grows, the learning rate was too large, so I halve it.

You change the learning rate on the way. It is lr at every step, also where the loss grows.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["follows_descent", "losses"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = []
    for _ in range(steps):
        following, loss = sgd_step(K, X, Y, lr)
        if losses and loss > losses[-1]:
            lr = lr / 2
            following, loss = sgd_step(K, X, Y, lr)
        K = following
        losses.append(loss)
    return K, jnp.array(losses)
