"""Lets Optax take the steps of a Flax layer, as in daily work."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    layer = nn.Conv(1, K.shape, use_bias=False, padding="VALID", precision="highest")
    return layer.apply({"params": {"kernel": K[:, :, None, None]}}, X[None, :, :, None])[0, :, :, 0]


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w) + b


# %% detect_edges
def detect_edges(X, axis):
    a = jax.lax.dynamic_slice_in_dim(X, 0, X.shape[axis] - 1, axis)
    b = jax.lax.dynamic_slice_in_dim(X, 1, X.shape[axis] - 1, axis)
    return a - b


# %% sgd_step
from optax import apply_updates, sgd, squared_error


def sgd_step(K, X, Y, lr):
    optimizer = sgd(lr)
    loss, gradient = jax.value_and_grad(lambda K: jnp.sum(squared_error(corr2d(X, K), Y)))(K)
    updates, _ = optimizer.update(gradient, optimizer.init(K))
    return apply_updates(K, updates), loss


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    layer = nn.Conv(
        1, kernel_size, use_bias=False, padding="VALID", kernel_init=nn.initializers.normal(0.01), precision="highest"
    )
    image, target = X[None, ..., None], Y[None, ..., None]
    params = layer.init(key, image)["params"]
    optimizer = sgd(learning_rate=lr)
    state = optimizer.init(params)
    losses = []
    for _ in range(steps):
        loss, gradient = jax.value_and_grad(lambda p: ((layer.apply({"params": p}, image) - target) ** 2).sum())(params)
        updates, state = optimizer.update(gradient, state)
        params = apply_updates(params, updates)
        losses.append(loss)
    return jnp.reshape(params["kernel"], kernel_size), jnp.array(losses)


# %% receptive_field
def receptive_field(kernel_sizes):
    rows, columns = {0}, {0}
    for h, w in kernel_sizes:
        rows = {i + a for i in rows for a in range(h)}
        columns = {j + b for j in columns for b in range(w)}
    return len(rows), len(columns)
