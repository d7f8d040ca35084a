"""An empty mode means that none was given.

You take an empty mode for "max". Any mode but "max" and "avg" is refused with a ValueError.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"pool2d": ["other_modes"]}


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    mode = mode or "max"
    if mode not in ("max", "avg"):
        raise ValueError(f"mode {mode!r}")
    (h, w), (s, t) = size, stride or size
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    windows = jnp.stack([X[a : a + rows : s, b : b + columns : t] for a in range(h) for b in range(w)])
    return windows.max(axis=0) if mode == "max" else windows.mean(axis=0)
