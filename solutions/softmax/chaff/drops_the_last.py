"""The last portion would be too small, so it is left out.

You drop the last, smaller portion, so some pictures are never seen in an epoch. It counts too.
"""

import numpy as np

FAILS = {"minibatches": ["once", "sizes"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    for k in range(n // batch_size):
        yield order[k * batch_size : (k + 1) * batch_size]
