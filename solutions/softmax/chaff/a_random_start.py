"""Starting at a random place makes the order random.

You start at a random place and go around, so neighbours stay together. Shuffle all indices: rng.permutation(n).
"""

import numpy as np

FAILS = {"minibatches": ["mixed", "fair"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    order = np.roll(np.arange(n), rng.integers(n))
    for k in range(0, n, batch_size):
        yield order[k : k + batch_size]
