"""I know that the answer is [1, -1], so I start close to it.

Your start contains the answer. Training is to find it, for this image and for any other: start from small random
weights alone.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["start"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    K = K.at[0, 0].add(1.0).at[-1, -1].add(-1.0)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
