"""Padding brings the output back to size, so the zeros go around the output.

You put the zeros around the output. They belong around the image, so that windows at the border hold pixels, too.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_strided": ["padding", "values"]}


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    (h, w), (s, t) = K.shape, stride
    H, W = X.shape
    if h > H or w > W:
        return jnp.zeros(output_shape(X.shape, K.shape, padding, stride))
    Y = sum(K[a, b] * X[a : a + H - h + 1, b : b + W - w + 1] for a in range(h) for b in range(w))
    return pad2d(Y, padding)[::s, ::t]
