"""Each portion is a random sample of the indices.

You draw each portion anew, so some indices come twice and others never. Draw one order of all, and cut it.
"""

import numpy as np

FAILS = {"minibatches": ["once"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    for k in range(0, n, batch_size):
        yield rng.integers(n, size=min(batch_size, n - k))
