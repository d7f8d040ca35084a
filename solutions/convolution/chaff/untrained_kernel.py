"""I return what is asked for: a kernel and as many losses as steps.

Your kernel is where it started, and your losses are zeros. Take the steps and note the losses.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["worked_example", "start", "follows_descent", "losses", "recovers_kernels", "key"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    return 0.01 * jax.random.normal(key, kernel_size), jnp.zeros(steps)
