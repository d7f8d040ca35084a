"""Writes the kernel into a large sparse matrix, so that correlating is one product of matrix and vector."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    (H, W), (h, w) = X.shape, K.shape
    rows, columns = H - h + 1, W - w + 1
    matrix = jnp.zeros((rows, columns, H, W))
    for i in range(rows):
        for j in range(columns):
            matrix = matrix.at[i, j, i : i + h, j : j + w].set(K)
    flat = matrix.reshape(rows * columns, H * W)
    return jnp.matmul(flat, X.ravel(), precision="highest").reshape(rows, columns)


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        weights = self.param("w", nn.initializers.uniform(), tuple(int(n) for n in self.kernel_size))
        bias = self.param("b", nn.initializers.constant(0), (1,))
        return bias + corr2d(x, weights)


# %% detect_edges
def detect_edges(X, axis):
    n = X.shape[axis]
    D = jnp.eye(n - 1, n) - jnp.eye(n - 1, n, k=1)
    if axis == 0:
        return jnp.matmul(D, X, precision="highest")
    return jnp.matmul(X, D.T, precision="highest")


# %% sgd_step
def sgd_step(K, X, Y, lr):
    (rows, columns), (h, w) = Y.shape, K.shape
    A = jnp.stack([X[a : a + rows, b : b + columns].ravel() for a in range(h) for b in range(w)], axis=1)
    residual = A @ K.ravel() - Y.ravel()
    return (K.ravel() - 2 * lr * (A.T @ residual)).reshape(h, w), residual @ residual


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(key, kernel_size)
    kernels = [K]
    losses = []
    for _ in range(steps):
        K_new, loss = sgd_step(kernels[-1], X, Y, lr)
        kernels.append(K_new)
        losses.append(loss)
    return kernels[-1], jnp.asarray(losses)


# %% receptive_field
def receptive_field(kernel_sizes):
    def along(axis):
        return sum([size[axis] for size in kernel_sizes]) - (len(kernel_sizes) - 1)

    return along(0), along(1)
