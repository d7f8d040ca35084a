"""The portions are slices, one after the other.

Your portions come in the order of the file. Draw the order from rng first: rng.permutation(n).
"""

import numpy as np

FAILS = {"minibatches": ["from_rng", "fair", "mixed"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    for k in range(0, n, batch_size):
        yield np.arange(k, min(k + batch_size, n))
