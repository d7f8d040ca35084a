"""Each column of the kernel is drawn from the key.

Your columns are equal: a key that is used again gives the same numbers again. Draw the whole kernel at once, or
split the key.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["start"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jnp.stack([jax.random.normal(key, (kernel_size[0],)) for _ in range(kernel_size[1])], axis=1)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
