"""Correct answers that the judge puts in place of a student's wrong ones, when it looks a second time at what needs them.

They enter the student's room, so they are none of the reference's: each is a line that JAX's own documentation gives.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np


# %% output_shape
def output_shape(shape, kernel, padding, stride):
    return tuple(int((shape[i] + 2 * padding[i] - kernel[i]) // stride[i] + 1) for i in range(2))


# %% pad2d
def pad2d(X, padding):
    return jnp.pad(X, [(p, p) for p in padding])


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    around = [(p, p) for p in padding]
    return jax.lax.conv_general_dilated(X[None, None], K[None, None], stride, around, precision="highest")[0, 0]


# %% corr2d_multi_in
def corr2d_multi_in(X, K):
    return jax.lax.conv_general_dilated(X[None], K[None], (1, 1), "VALID", precision="highest")[0, 0]


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    return jax.lax.conv_general_dilated(X[None], K, (1, 1), "VALID", precision="highest")[0]
