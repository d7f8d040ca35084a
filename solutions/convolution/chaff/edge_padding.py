"""An image goes on beyond its border much as at the border, so I repeat the last pixels.

You invent pixels outside of the image, so your output is as large as the image. Without padding it has H - h + 1 rows
and W - w + 1 columns.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "shape", "values"]}


# %% corr2d
def corr2d(X, K):
    (H, W), (h, w) = X.shape, K.shape
    X = jnp.pad(X, ((0, h - 1), (0, w - 1)), mode="edge")
    return sum(K[a, b] * X[a : a + H, b : b + W] for a in range(h) for b in range(w))
