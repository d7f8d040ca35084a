"""Each portion is shuffled.

You shuffle within portions of neighbours, so each portion always has the same indices. Shuffle all indices, and then
cut.
"""

import numpy as np

FAILS = {"minibatches": ["fair", "mixed"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    for k in range(0, n, batch_size):
        yield k + rng.permutation(min(batch_size, n - k))
