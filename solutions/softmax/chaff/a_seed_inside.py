"""With a seed of 0 the order can be repeated.

A seed inside the function makes all orders the same, whatever rng is handed in. Draw from rng.
"""

import numpy as np

FAILS = {"minibatches": ["from_rng", "fair"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    order = np.random.default_rng(0).permutation(n)
    for k in range(0, n, batch_size):
        yield order[k : k + batch_size]
