"""nn.Conv needs no padding to be named, since we want none.

`nn.Conv` pads with zeros unless it is told `padding="VALID"`. Your layer's output is as large as the image and is
compared with a smaller target.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"train_edge_kernel": ["follows_descent"]}


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    layer = nn.Conv(1, kernel_size, use_bias=False, kernel_init=nn.initializers.normal(0.01))
    images = X[None, :, :, None]
    params = layer.init(key, images)

    def squared_error(params):
        y = layer.apply(params, images)[0, : Y.shape[0], : Y.shape[1], 0]
        return jnp.sum((y - Y) ** 2)

    losses = []
    for _ in range(steps):
        loss, gradients = jax.value_and_grad(squared_error)(params)
        params = jax.tree.map(lambda p, g: p - lr * g, params, gradients)
        losses.append(loss)
    return params["params"]["kernel"][:, :, 0, 0], jnp.array(losses)
