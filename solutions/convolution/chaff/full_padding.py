"""Every place counts where the kernel touches the image, even with a single corner.

Your output is larger than the image: the kernel also hangs over the border. Count only the places where all of the
kernel lies inside.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "shape", "values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    X = jnp.pad(X, ((h - 1, h - 1), (w - 1, w - 1)))
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
