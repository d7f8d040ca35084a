"""The first index is x and the second is y, so I transpose the image to get to them.

Your window walks over the transposed image. The first index of an array is the row, for images as for matrices: take
them as they come.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "values"]}


# %% corr2d
def corr2d(X, K):
    picture = X.T
    h, w = K.shape
    rows, columns = picture.shape[0] - h + 1, picture.shape[1] - w + 1
    return sum(K[a, b] * picture[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
