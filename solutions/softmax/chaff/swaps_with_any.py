"""Swap every index with a random one, and they are shuffled.

You swap each index with any other, also with those before it, and so some orders come more often. Take one from its own
place on.
"""

import numpy as np

FAILS = {"minibatches": ["mixed"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    order = np.arange(n)
    for k, other in enumerate(rng.integers(n, size=n)):
        order[k], order[other] = order[other], order[k]
    for k in range(0, n, batch_size):
        yield order[k : k + batch_size]
