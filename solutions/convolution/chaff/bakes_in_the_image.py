"""A jitted function reads my global variables afresh at each call.

Under jit a global is read once, while tracing, and then stays: pass X and Y to the function as arguments.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["follows_descent"]}


# %% train_edge_kernel
DATA = {}


@jax.jit
def fast_step(K, lr):
    return sgd_step(K, DATA["X"], DATA["Y"], lr)


def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    DATA["X"], DATA["Y"] = X, Y
    K = jax.random.normal(key, kernel_size) * 0.01
    losses = []
    for _ in range(steps):
        K, loss = fast_step(K, lr)
        losses.append(loss)
    return K, jnp.array(losses)
