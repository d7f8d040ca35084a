"""Two keys, taken in turn, are random enough.

Every second row of your kernel is the same. Draw each weight for itself.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["start"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    keys = jax.random.split(key)
    rows = [0.01 * jax.random.normal(keys[a % 2], (kernel_size[1],)) for a in range(kernel_size[0])]
    K = jnp.stack(rows)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
