"""A layer has a bias, so it learns one along with the kernel.

Your layer explains part of the target by a bias, which is then lost: only the kernel is returned. Train the kernel
alone.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["follows_descent", "recovers_kernels"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    def squared_error(parameters):
        K, b = parameters
        return jnp.sum((corr2d(X, K) + b - Y) ** 2)

    parameters = 0.01 * jax.random.normal(key, kernel_size), jnp.zeros(())
    losses = []
    for _ in range(steps):
        loss, gradients = jax.value_and_grad(squared_error)(parameters)
        parameters = jax.tree.map(lambda p, g: p - lr * g, parameters, gradients)
        losses.append(loss)
    return parameters[0], jnp.array(losses)
