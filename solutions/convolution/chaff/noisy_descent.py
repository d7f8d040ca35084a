"""The S in SGD is for stochastic, so each step looks at random rows.

You take each gradient from a part of the outputs. There is only one image here: every step uses all of it.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["follows_descent"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = []
    for step in range(steps):
        kept = jax.random.bernoulli(jax.random.fold_in(key, step), 0.5, Y.shape[:1])[:, None]
        loss, gradient = jax.value_and_grad(lambda K: jnp.sum(kept * (corr2d(X, K) - Y) ** 2))(K)
        K = K - lr * gradient
        losses.append(loss)
    return K, jnp.array(losses)
