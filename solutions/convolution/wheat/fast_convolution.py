"""Takes SciPy's Fourier convolution, in JAX, and writes Flax's layer with a loop over keys of a dict."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

# %% corr2d
def corr2d(X, K):
    return jax.scipy.signal.fftconvolve(X, K[::-1, ::-1], mode="valid")


# %% conv2d
class Conv2D(nn.Module):
    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        out = corr2d(x, w)
        out = out + b.reshape(1, 1)
        return out


# %% detect_edges
def detect_edges(X, axis):
    shifted = jnp.roll(X, shift=-1, axis=axis)
    return jax.lax.slice_in_dim(X - shifted, 0, -1, axis=axis)


# %% sgd_step
def sgd_step(K, X, Y, lr):
    loss, (gradient, _) = jax.value_and_grad(lambda K, X: jnp.sum((corr2d(X, K) - Y) ** 2), argnums=(0, 1))(K, X)
    return K - lr * gradient, loss


# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    class Kernel(nn.Module):
        @nn.compact
        def __call__(self, x):
            return corr2d(x, self.param("K", nn.initializers.normal(stddev=0.01), tuple(kernel_size)))

    model = Kernel()
    variables = model.init(key, X)
    losses = []
    for _ in range(steps):
        loss, slopes = jax.value_and_grad(lambda v: jnp.sum((model.apply(v, X) - Y) ** 2))(variables)
        variables = jax.tree_util.tree_map(lambda v, g: v - lr * g, variables, slopes)
        losses.append(loss)
    return variables["params"]["K"], jnp.array(losses)


# %% receptive_field
def receptive_field(kernel_sizes):
    first, last = [0, 0], [0, 0]
    for h, w in kernel_sizes[::-1]:
        last[0], last[1] = last[0] + h - 1, last[1] + w - 1
    return (last[0] - first[0] + 1, last[1] - first[1] + 1)
