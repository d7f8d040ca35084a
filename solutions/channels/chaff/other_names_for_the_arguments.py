"""What arguments are called is up to me.

You renamed the arguments. They may also come by name, so they keep their names: X and K.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_multi_in": ["worked_example"]}


# %% corr2d_multi_in
def corr2d_multi_in(image, kernels):
    return sum(corr2d_strided(x, k) for x, k in zip(image, kernels))
