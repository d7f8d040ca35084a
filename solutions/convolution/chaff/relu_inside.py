"""A convolution is followed by a ReLU, so I put it in right away.

Your negative answers became zero. An activation is a layer of its own; cross-correlation is linear.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["values"]}


# %% corr2d
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return jax.nn.relu(sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w)))
