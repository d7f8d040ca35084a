"""Kernels are constants once they are stacked.

No gradient reaches K, and K is what a layer learns.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_multi_in_out": ["gradients"]}


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    return jnp.stack([corr2d_multi_in(X, jax.lax.stop_gradient(k)) for k in K])
