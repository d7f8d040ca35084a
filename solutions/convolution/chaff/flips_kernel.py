"""The layer is called a convolution, so I turn the kernel around before I slide it.

Your answers match true convolution, which flips the kernel. Cross-correlation does not.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    turned = K[::-1, ::-1]
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return sum(turned[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
