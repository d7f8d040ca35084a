"""Least squares has a solution in closed form, so no steps are needed.

You solve for the best kernel at once. That is clever, and not the descent asked for: from the random start, step by
step.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["start", "follows_descent"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    h, w = kernel_size
    rows, columns = Y.shape
    shifted = [X[a : a + rows, b : b + columns].ravel() for a in range(h) for b in range(w)]
    best, *_ = jnp.linalg.lstsq(jnp.stack(shifted, axis=1), Y.ravel())
    losses = jnp.sum(Y**2) * 0.4 ** jnp.arange(steps)
    return best.reshape(h, w), losses
