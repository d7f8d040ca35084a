"""A convolution turns its kernels around.

Your answers match true convolution, which turns the kernels by 180°. Cross-correlation does not.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_multi_in_out": ["single_kernel", "values"]}


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    return jnp.stack([corr2d_multi_in(X, k[:, ::-1, ::-1]) for k in K])
