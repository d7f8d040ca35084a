"""The last loss belongs to the kernel that I return.

Your kernel has taken one step fewer than there are losses. The loss is noted before a step, so the kernel comes out
one step further than the last loss.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["follows_descent"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    following = 0.01 * jax.random.normal(key, kernel_size)
    losses = []
    for _ in range(steps):
        K = following
        following, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
