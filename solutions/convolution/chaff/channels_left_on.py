"""The kernel of nn.Conv is what I return.

Your kernel still has the two channel axes of `nn.Conv`. Take them off: its shape is `kernel_size`.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["length_and_shapes", "start", "follows_descent", "recovers_kernels"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    init = nn.initializers.normal(0.01)
    layer = nn.Conv(1, kernel_size, use_bias=False, padding="VALID", kernel_init=init)
    images, targets = X[None, :, :, None], Y[None, :, :, None]
    params = layer.init(key, images)
    losses = []
    for _ in range(steps):
        loss, gradients = jax.value_and_grad(lambda p: jnp.sum((layer.apply(p, images) - targets) ** 2))(params)
        params = jax.tree.map(lambda p, g: p - lr * g, params, gradients)
        losses.append(loss)
    return params["params"]["kernel"], jnp.array(losses)
