"""The kernel covers the image like tiles do: each pixel belongs to one window.

Your windows lie side by side. They overlap: after each window the kernel moves by one place, not by its own width.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "shape", "values"]}


# %% corr2d
def corr2d(X, K):
    (H, W), (h, w) = X.shape, K.shape
    rows, columns = H // h, W // w
    tiles = X[: rows * h, : columns * w].reshape(rows, h, columns, w)
    return jnp.einsum("iajb,ab->ij", tiles, K, precision="highest")
