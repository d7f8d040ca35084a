"""Multiplies all shifted images at once by broadcasting, and sums over the leading axis."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    taps = [(a, b) for a in range(h) for b in range(w)]
    planes = jnp.array([X[a : a + rows, b : b + columns] for a, b in taps])
    return jnp.sum(planes * K.reshape(-1, 1, 1), axis=0)


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        return jax.tree.reduce(jnp.add, (corr2d(x, w), b))


# %% detect_edges
def detect_edges(X, axis):
    K = jnp.expand_dims(jnp.array([1.0, -1.0]), 1 - axis)
    return corr2d(X, K)


# %% sgd_step
def sgd_step(K, X, Y, lr):
    squared_error = jax.value_and_grad(lambda k: jnp.sum(jnp.power(corr2d(X, k) - Y, 2)))
    loss, dk = squared_error(K)
    return (K - jnp.multiply(lr, dk), loss)


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    def body(state):
        t, K, losses = state
        K, loss = sgd_step(K, X, Y, lr)
        return t + 1, K, losses.at[t].set(loss)

    state = (0, jax.random.normal(key, kernel_size) * 0.01, jnp.zeros((steps,)))
    _, K, losses = jax.lax.while_loop(lambda state: state[0] < steps, body, state)
    return K, losses


# %% receptive_field
def receptive_field(kernel_sizes):
    h = sum(map(lambda size: size[0] - 1, kernel_sizes), start=1)
    w = sum(map(lambda size: size[1] - 1, kernel_sizes), start=1)
    return h, w
