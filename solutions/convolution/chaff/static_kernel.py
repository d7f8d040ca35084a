"""The kernel is small and fixed, so jit may treat it as a constant.

A static argument of jax.jit has to be hashable, and an array is not. Let jit trace the kernel like the image: its
shape is known all the same.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "shape", "values", "jit", "gradients"]}


# %% corr2d
from functools import partial


@partial(jax.jit, static_argnums=1)
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
