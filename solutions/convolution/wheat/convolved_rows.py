"""Maps a one-dimensional convolution over the rows with vmap, once for each row of the kernel."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    rows = X.shape[0] - K.shape[0] + 1
    one_row = lambda line, weights: jnp.convolve(line, weights[::-1], mode="valid", precision="highest")
    all_rows = jax.vmap(one_row, in_axes=(0, None))
    Y = 0.0
    for a, weights in enumerate(K):
        Y = Y + all_rows(X[a : a + rows], weights)
    return Y


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        h, w = self.kernel_size
        shape_of = {"w": (h, w), "b": (1,)}
        start = {"w": nn.initializers.uniform(), "b": nn.initializers.zeros}
        p = {name: self.param(name, start[name], shape_of[name]) for name in ("w", "b")}
        return corr2d(x, p["w"]) + p["b"]


# %% detect_edges
def detect_edges(X, axis):
    difference = lambda line: line[:-1] - line[1:]
    return jax.vmap(difference, in_axes=1 - axis, out_axes=1 - axis)(X)


# %% sgd_step
def sgd_step(K, X, Y, lr):
    predict, forward = jax.linearize(lambda kernel: corr2d(X, kernel), K)
    error = predict - Y
    basis = jnp.eye(K.size).reshape(-1, *K.shape)
    slopes = jax.vmap(lambda direction: 2 * jnp.vdot(error, forward(direction)))(basis)
    return K - lr * slopes.reshape(K.shape), jnp.vdot(error, error)


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    def go_on(K, left):
        if left == 0:
            return K, []
        K, loss = sgd_step(K, X, Y, lr)
        K, later = go_on(K, left - 1)
        return K, [loss, *later]

    K, losses = go_on(0.01 * jax.random.normal(key, kernel_size), steps)
    return K, jnp.array(losses)


# %% receptive_field
def receptive_field(kernel_sizes, seen=(1, 1)):
    if not kernel_sizes:
        return seen
    h, w = kernel_sizes[-1]
    return receptive_field(kernel_sizes[:-1], (seen[0] + h - 1, seen[1] + w - 1))
