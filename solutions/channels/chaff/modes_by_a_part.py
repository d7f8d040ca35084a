"""A mode that has avg in it is the mean.

You take any mode that holds "avg". Any but the two is refused with a ValueError, also one that holds their letters.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"pool2d": ["other_modes"]}


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    (h, w), (s, t) = size, stride or size
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    windows = jnp.stack([X[a : a + rows : s, b : b + columns : t] for a in range(h) for b in range(w)])
    if mode == "max":
        return windows.max(axis=0)
    if "avg" in mode:
        return windows.mean(axis=0)
    raise ValueError(f"mode {mode!r}")
