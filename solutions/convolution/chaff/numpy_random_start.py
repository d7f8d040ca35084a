"""Random is random, so I draw the start from NumPy.

Equal keys give you different starts. NumPy has a hidden state and does not know your key: draw with `jax.random`.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["key"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = jnp.array(np.random.normal(scale=0.01, size=kernel_size), dtype=jnp.float32)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
