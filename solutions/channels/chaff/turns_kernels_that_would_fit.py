"""If the first axis of K is as long as there are channels, it is theirs.

You exchange the first axes of K where they are equally long. K has shape (D, C, h, w), also where D and C are equal.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_multi_in_out": ["values"]}


# %% corr2d_multi_in_out
def corr2d_multi_in_out(X, K):
    if K.shape[0] == X.shape[0]:
        K = jnp.swapaxes(K, 0, 1)
    return jnp.stack([corr2d_multi_in(X, k) for k in K])
