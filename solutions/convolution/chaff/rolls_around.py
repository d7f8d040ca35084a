"""jnp.roll moves the image by one place, so I add up moved copies of it.

Your output is as large as the image, and at its border pixels of the opposite side come in: a roll leads out on one
side and in on the other. Those places are not part of the answer.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "shape", "values"]}


# %% corr2d
def corr2d(X, K):
    Y = jnp.zeros_like(X)
    for a in range(K.shape[0]):
        for b in range(K.shape[1]):
            Y = Y + K[a, b] * jnp.roll(X, (-a, -b), axis=(0, 1))
    return Y
