"""Give each index a random number, and sort by these.

Your random numbers are whole and often equal, and equal ones stay in their order. rng.random(n) has no equal ones.
"""

import numpy as np

FAILS = {"minibatches": ["mixed"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    order = np.argsort(rng.integers(n, size=n), kind="stable")
    for k in range(0, n, batch_size):
        yield order[k : k + batch_size]
