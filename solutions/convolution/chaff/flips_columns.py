"""Convolution reads the kernel from right to left.

Your answers come out when the kernel is mirrored. Left stays left here: `K[a, b]` meets `X[i + a, j + b]`.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    mirrored = jnp.fliplr(K)
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return jnp.stack(
        [
            jnp.stack([jnp.sum(X[i : i + h, j : j + w] * mirrored) for j in range(columns)])
            for i in range(rows)
        ]
    )
