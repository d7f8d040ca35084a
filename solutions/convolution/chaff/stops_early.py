"""When the loss hardly falls any more, I stop.

You stop before all steps are taken, so losses are missing. Take `steps` steps even when little happens.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["worked_example", "recovers_kernels"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
        if len(losses) > 1 and losses[-2] - losses[-1] < 0.5:
            break
    return K, jnp.array(losses)
