"""Correlates each row of the image with each row of the kernel, in one dimension, and adds the rows up."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    h = K.shape[0]
    Y = []
    for i in range(X.shape[0] - h + 1):
        lines = [jnp.correlate(X[i + a], K[a], mode="valid", precision="highest") for a in range(h)]
        Y.append(sum(lines))
    return jnp.vstack(Y)


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", lambda key, shape: jax.random.uniform(key, shape) * 0.01, self.kernel_size)
        b = self.param("b", lambda _: jnp.zeros((1,)))
        return corr2d(x, w) + b


# %% detect_edges
def detect_edges(X, axis):
    if axis == 1:
        return jnp.stack([row[:-1] - row[1:] for row in X])
    return jnp.stack([X[i] - X[i + 1] for i in range(X.shape[0] - 1)])


# %% sgd_step
def sgd_step(K, X, Y, lr):
    def predict_and_compare(kernel):
        error = corr2d(X, kernel) - Y
        return (error**2).sum(), error

    gradient, error = jax.grad(predict_and_compare, has_aux=True)(K)
    return K - lr * gradient, (error**2).sum()


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    K = 0.01 * jax.random.normal(jax.random.fold_in(key, 1), kernel_size)
    losses = np.empty(steps)
    for step in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses[step] = float(loss)
    return K, losses


# %% receptive_field
def receptive_field(kernel_sizes):
    height = 1
    for h, _ in kernel_sizes:
        height += h - 1
    width = 1
    for _, w in kernel_sizes:
        width += w - 1
    return [height, width]
