"""JAX arrays are NumPy arrays, so I compute in NumPy and convert at the end.

Your numbers are right, but NumPy needs them at once. Under jax.jit and jax.grad there are no numbers yet, only tracers:
stay in jax.numpy from the input to the result.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["jit", "gradients"]}


# %% corr2d
def corr2d(X, K):
    X, K = np.asarray(X), np.asarray(K)
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1), dtype=np.float32)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return jnp.asarray(Y)
