"""Ten losses are enough to see how it goes.

Your losses after the tenth are zero. There is one for each step, however many there are.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["losses"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = jnp.zeros(steps)
    for t in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses = losses.at[t].set(loss) if t < 10 else losses
    return K, losses
