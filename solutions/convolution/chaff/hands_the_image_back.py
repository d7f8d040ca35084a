"""A layer passes the image on.

You return the image as it came. Slide the kernel over it.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example", "shape", "values", "purity", "jit", "gradients"]}


# %% corr2d
def corr2d(X, K):
    return X
