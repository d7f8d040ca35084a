"""The zeros go behind the image; where they lie makes no difference.

Your image lies in the upper left corner. It belongs in the middle: as many zeros before it as behind it.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"pad2d": ["values"]}


# %% pad2d
def pad2d(X, padding):
    p, q = padding
    return jnp.pad(X, ((0, 2 * p), (0, 2 * q)))
