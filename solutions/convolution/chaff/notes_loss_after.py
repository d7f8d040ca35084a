"""I note what a step has achieved: the loss after it.

Your losses are those after each step, so the first of all is missing. Note each before its step.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["losses"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = []
    for _ in range(steps):
        K, _ = sgd_step(K, X, Y, lr)
        losses.append(jnp.sum((corr2d(X, K) - Y) ** 2))
    return K, jnp.array(losses)
