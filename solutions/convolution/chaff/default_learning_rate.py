"""The learning rate of the exercise is 3e-2.

You train with 3e-2 whatever `lr` says. It is only the default: pass the argument on.
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
        K, loss = sgd_step(K, X, Y, 3e-2)
        losses.append(loss)
    return K, jnp.array(losses)
