"""One random number is a random start.

All your weights start equal, from a single draw. Draw as many numbers as there are weights: the shape is the second
argument of `jax.random.normal`.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["start"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = jnp.full(kernel_size, 0.01 * jax.random.normal(key))
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
