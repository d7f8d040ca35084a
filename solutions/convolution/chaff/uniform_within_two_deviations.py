"""Two standard deviations are 0.02, so I draw evenly between -0.02 and 0.02.

Your start is uniform. Draw it with jax.random.normal, times 0.01.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["start"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = jax.random.uniform(key, kernel_size, minval=-0.02, maxval=0.02)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
