"""max() of Python finds the largest number.

Comparing needs the numbers themselves; under jax.jit there are only tracers. jnp.max works on both.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"pool2d": ["jit", "gradients"]}


# %% pool2d
def pool2d(X, size, mode="max", stride=None):
    if mode not in ("max", "avg"):
        raise ValueError(mode)
    (h, w), (s, t) = size, stride or size
    reduce = max if mode == "max" else lambda numbers: sum(numbers) / len(numbers)
    return jnp.array([[reduce([float(v) for v in X[i : i + h, j : j + w].ravel()])
                       for j in range(0, X.shape[1] - w + 1, t)] for i in range(0, X.shape[0] - h + 1, s)])
