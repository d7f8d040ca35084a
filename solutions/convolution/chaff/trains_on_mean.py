"""The mean of the squared errors is a loss that does not depend on the size of the image.

Your losses and your steps are divided by the number of outputs. The error is a sum here, as in `sgd_step`.
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
    for _ in range(steps):
        loss, gradient = jax.value_and_grad(lambda K: jnp.mean((corr2d(X, K) - Y) ** 2))(K)
        K = K - lr * gradient
        losses.append(loss)
    return K, jnp.array(losses)
