"""Takes the kernel apart until one weight is left: the answer is the sum of the answers of its parts."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    if h > 1:
        k = h // 2
        return corr2d(X[: X.shape[0] - h + k], K[:k]) + corr2d(X[k:], K[k:])
    if w > 1:
        k = w // 2
        return corr2d(X[:, : X.shape[1] - w + k], K[:, :k]) + corr2d(X[:, k:], K[:, k:])
    return X * K


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        h, w = self.kernel_size
        weight = self.param("w", nn.initializers.uniform(), (h, w))
        bias = self.param("b", nn.initializers.zeros, (1,))
        rows, columns = x.shape[0] - h + 1, x.shape[1] - w + 1
        y = jnp.full((rows, columns), bias)
        return y + corr2d(x, weight)


# %% detect_edges
def detect_edges(X, axis):
    if axis == 1:
        return -(X[:, 1:] - X[:, :-1])
    return -(X[1:] - X[:-1])


# %% sgd_step
def sgd_step(K, X, Y, lr):
    def forward(kernel):
        return corr2d(X, kernel)

    Y_hat, backward = jax.vjp(forward, K)
    loss = jnp.sum((Y_hat - Y) ** 2)
    (dK,) = backward(2 * (Y_hat - Y))
    return K - lr * dK, loss


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses, step = [], 0
    while step < steps:
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(float(loss))
        step += 1
    return K, jnp.array(losses, dtype=jnp.float32)


# %% receptive_field
def receptive_field(kernel_sizes):
    from itertools import accumulate

    *_, (height, width) = accumulate(kernel_sizes, lambda r, k: (r[0] + k[0] - 1, r[1] + k[1] - 1), initial=(1, 1))
    return height, width
