"""nn.Conv starts its kernel as it should be started.

Your start is the one of `nn.Conv`, with a standard deviation that depends on the size. Give it a `kernel_init` that
is normal with 0.01.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["start"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    layer = nn.Conv(1, kernel_size, use_bias=False, padding="VALID")
    K = layer.init(key, X[None, :, :, None])["params"]["kernel"][:, :, 0, 0]
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
