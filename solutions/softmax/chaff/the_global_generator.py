"""np.random.permutation shuffles.

np.random.permutation draws from NumPy's global generator. Draw from the rng that is handed in: rng.permutation.
"""

import numpy as np

FAILS = {"minibatches": ["from_rng"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    order = np.random.permutation(n)
    for k in range(0, n, batch_size):
        yield order[k : k + batch_size]
