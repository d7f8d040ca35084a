"""A mode is known by its first letters.

You take "maximum" for "max" and "average" for "avg". Any mode but these two is refused with a ValueError, also one that
begins like them.
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
    if mode.startswith("max"):
        return windows.max(axis=0)
    if mode.startswith("av"):
        return windows.mean(axis=0)
    raise ValueError(f"mode {mode!r}")
