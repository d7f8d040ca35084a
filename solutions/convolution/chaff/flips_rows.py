"""The picture's rows count downwards and the kernel's upwards, so I turn the kernel's rows around.

Your answers come out when the kernel stands on its head. Rows of the image and of the kernel count in the same
direction: the top row of the kernel lies on the top row of the window.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "values"]}


# %% corr2d
def corr2d(X, K):
    K = K[::-1, :]
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
