"""At the edge a window is just smaller.

Windows that do not fit are left out; yours are cut off at the edge.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"pool2d": ["max", "avg"]}


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    if mode not in ("max", "avg"):
        raise ValueError(mode)
    (h, w), (s, t) = size, stride or size
    reduce = jnp.max if mode == "max" else jnp.mean
    return jnp.array([[reduce(X[i : i + h, j : j + w]) for j in range(0, X.shape[1], t)] for i in range(0, X.shape[0], s)])
