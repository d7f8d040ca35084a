"""I put zeros around the image, put the kernel's middle on each pixel, and cut the result to size in the end.

Your shape is right, but each answer belongs to a window that lies further up and to the left. `Y[0, 0]` has the
kernel's corner, not its middle, on `X[0, 0]`.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "values"]}


# %% corr2d
def corr2d(X, K):
    (H, W), (h, w) = X.shape, K.shape
    X = jnp.pad(X, ((h // 2, h // 2), (w // 2, w // 2)))
    rows, columns = H - h + 1, W - w + 1
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
