"""No kernel has more than twelve rows, so I stop there.

You leave out what a kernel has beyond twelve rows or columns. Kernels may be of any size.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["values"]}


# %% corr2d
def corr2d(X, K):
    (H, W), (h, w) = X.shape, K.shape
    places = [(a, b) for a in range(min(h, 12)) for b in range(min(w, 12))]
    return sum(X[a : H - h + 1 + a, b : W - w + 1 + b] * K[a, b] for a, b in places)
