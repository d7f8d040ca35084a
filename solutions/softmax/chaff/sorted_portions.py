"""Sorted indices are faster to read.

You sort the indices of each portion, so not every order is possible. Leave the order as it was drawn.
"""

import numpy as np

FAILS = {"minibatches": ["fair", "mixed"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    for k in range(0, n, batch_size):
        yield np.sort(order[k : k + batch_size])
