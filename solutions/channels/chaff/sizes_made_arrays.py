"""Everything in JAX is an array, so I compute the sizes as arrays, too.

Under jax.jit what jnp computes is a tracer, and no size of an array. padding and stride are plain numbers: compute
with them as they are.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_strided": ["jit"]}


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    P = pad2d(X, padding)
    rows, columns = (jnp.array(P.shape) - jnp.array(K.shape)) // jnp.array(stride) + 1
    Y = jnp.zeros((int(rows), int(columns)))
    for i in range(int(rows)):
        for j in range(int(columns)):
            window = jax.lax.dynamic_slice(P, (i * stride[0], j * stride[1]), K.shape)
            Y = Y.at[i, j].set(jnp.sum(window * K))
    return Y
