"""What arguments are called is up to me.

You renamed the arguments. They may also come by name, so they keep their names: X and K.
"""

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np

FAILS = {"corr2d": ["worked_example"]}


# %% corr2d
def corr2d(image, kernel):
    (H, W), (h, w) = image.shape, kernel.shape
    return sum(image[a : H - h + 1 + a, b : W - w + 1 + b] * kernel[a, b] for a in range(h) for b in range(w))
