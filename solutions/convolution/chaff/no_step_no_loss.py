"""I return what is asked for: a kernel and a loss.

You return the kernel as it came, and zero. Take the gradient of the squared error and a step against it.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"sgd_step": ["loss", "update", "downhill", "any_kernel"]}


# %% sgd_step
def sgd_step(K, X, Y, lr):
    return K, jnp.zeros(())
