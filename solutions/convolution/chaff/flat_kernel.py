"""[1, -1] is a vector, so I squeeze the kernel.

Your kernel lost its axes of length one. It has the shape `kernel_size`, which for an edge is (1, 2).
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["length_and_shapes", "follows_descent"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K.squeeze(), jnp.array(losses)
