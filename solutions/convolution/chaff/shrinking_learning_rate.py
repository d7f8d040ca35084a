"""The learning rate has to fall during training.

Your steps get shorter than the gradient tells. `lr` is the same in every step.
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
    for step in range(steps):
        K, loss = sgd_step(K, X, Y, lr / (1 + step))
        losses.append(loss)
    return K, jnp.array(losses)
