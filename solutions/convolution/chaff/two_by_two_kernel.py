"""The kernel in the exercise is 2 by 2.

Your output is right for kernels of 2 by 2 and no others. Take the kernel's size from `K.shape`.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["shape", "values"]}


# %% corr2d
def corr2d(X, K):
    rows, columns = X.shape[0] - 1, X.shape[1] - 1
    corner = X[:rows, :columns] * K[0, 0] + X[:rows, 1:] * K[0, 1]
    return corner + X[1:, :columns] * K[1, 0] + X[1:, 1:] * K[1, 1]
