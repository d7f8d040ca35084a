"""The output of a convolution is as large as its input, so I put zeros around the image.

Your output is as large as the image. Without padding the kernel stays inside, and the output has H - h + 1 rows and
W - w + 1 columns.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "shape", "values"]}


# %% corr2d
def corr2d(X, K):
    H, W = X.shape
    h, w = K.shape
    top, left = (h - 1) // 2, (w - 1) // 2
    padded = jnp.pad(X, ((top, h - 1 - top), (left, w - 1 - left)))
    return sum(K[a, b] * padded[a : a + H, b : b + W] for a in range(h) for b in range(w))
