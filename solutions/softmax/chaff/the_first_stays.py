"""Every index is swapped with a later one.

Your swaps leave some orders out: an index is never left where it is. Any place from its own on must be possible.
"""

import numpy as np

FAILS = {"minibatches": ["fair"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    order = np.arange(n)
    for k in range(n - 1):
        other = rng.integers(k + 1, n)
        order[k], order[other] = order[other], order[k]
    for k in range(0, n, batch_size):
        yield order[k : k + batch_size]
