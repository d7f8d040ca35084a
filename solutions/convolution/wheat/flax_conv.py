"""Trains a ready-made Flax layer, and lets SciPy's correlation, in JAX, do corr2d."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    from jax.scipy.signal import correlate2d

    return correlate2d(X, K, mode="valid", precision="highest")


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
    before = [slice(None), slice(None)]
    after = [slice(None), slice(None)]
    before[axis] = slice(None, -1)
    after[axis] = slice(1, None)
    return X[tuple(before)] - X[tuple(after)]


# %% sgd_step
def sgd_step(K, X, Y, lr):
    def loss_fn(kernel):
        return jnp.sum((corr2d(X, kernel) - Y) ** 2)

    loss, gradient = jax.value_and_grad(loss_fn)(K)
    return K - lr * gradient, loss


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    # nn.Conv wants a batch in front and channels behind.
    images = X[None, :, :, None]
    targets = Y[None, :, :, None]
    layer = nn.Conv(
        1,
        kernel_size,
        use_bias=False,
        padding="VALID",
        kernel_init=nn.initializers.normal(stddev=0.01),
    )
    params = layer.init(key, images)

    @jax.jit
    def step(params):
        def loss_fn(params):
            return jnp.sum((layer.apply(params, images) - targets) ** 2)

        loss, gradients = jax.value_and_grad(loss_fn)(params)
        return jax.tree.map(lambda p, g: p - lr * g, params, gradients), loss

    losses = []
    for _ in range(steps):
        params, loss = step(params)
        losses.append(loss)
    return params["params"]["kernel"][:, :, 0, 0], jnp.array(losses)


# %% receptive_field
def receptive_field(kernel_sizes):
    heights = [h for h, _ in kernel_sizes]
    widths = [w for _, w in kernel_sizes]
    return (sum(heights) - len(heights) + 1, sum(widths) - len(widths) + 1)
