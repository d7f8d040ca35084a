"""A little noise on the image makes training robust.

Equal inputs give you different answers, because random numbers come in. Augmentation, if at all, happens before: the
function itself adds nothing.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["values", "purity"]}


# %% corr2d
def corr2d(X, K):
    X = X + np.random.normal(scale=0.1, size=X.shape).astype(np.float32)
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
