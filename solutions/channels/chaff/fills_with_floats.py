"""An output is a number, so I make it a float before I put it in its place.

float() needs the number itself; under jax.jit and jax.grad there is only a tracer. Leave the sum an array.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d_strided": ["jit", "gradients"]}


# %% corr2d_strided
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    (h, w), (s, t) = K.shape, stride
    P = pad2d(X, padding)
    rows, columns = P.shape[0] - h + 1, P.shape[1] - w + 1
    return jnp.array([[float(jnp.sum(P[i : i + h, j : j + w] * K)) for j in range(0, columns, t)] for i in range(0, rows, s)])
