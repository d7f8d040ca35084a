"""A stride of two looks at every second pixel.

You take every s-th pixel before the kernel slides. The window steps by s, but the pixels in it stay neighbours.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_strided": ["stride", "values"]}


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    s, t = stride
    P = pad2d(X, padding)[::s, ::t]
    rows, columns = output_shape(X.shape, K.shape, padding, stride)
    P = jnp.pad(P, ((0, K.shape[0]), (0, K.shape[1])))
    return sum(K[a, b] * P[a : a + rows, b : b + columns] for a in range(K.shape[0]) for b in range(K.shape[1]))
