"""size is (width, height).

size is (h, w): rows first. You have exchanged them.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"pool2d": ["max", "avg"]}


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    size = size[::-1]
    if mode not in ("max", "avg"):
        raise ValueError(mode)
    (h, w), (s, t) = size, stride or size
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    windows = jnp.stack([X[a : a + rows : s, b : b + columns : t] for a in range(h) for b in range(w)])
    return windows.max(axis=0) if mode == "max" else windows.mean(axis=0)
