"""np.random.default_rng() is the modern way to shuffle.

You make a generator of your own, so that no seed can repeat your order. Draw from the rng that is handed in.
"""

import numpy as np

FAILS = {"minibatches": ["from_rng"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    order = np.random.default_rng().permutation(n)
    for k in range(0, n, batch_size):
        yield order[k : k + batch_size]
