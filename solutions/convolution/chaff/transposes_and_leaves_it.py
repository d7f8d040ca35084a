"""For the other axis I transpose the image and do the same again.

Your vertical edges lie on their side: the image was transposed and the answer was not turned back.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"detect_edges": ["vertical"]}


# %% detect_edges
def detect_edges(X, axis):
    if axis == 0:
        X = X.T
    return X[:, :-1] - X[:, 1:]
