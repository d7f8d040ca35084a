"""All portions should be equally large, so the last one is filled up from the front.

You fill the last portion up with indices that were there before. It holds what is left, however few.
"""

import numpy as np

FAILS = {"minibatches": ["once", "sizes"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    for k in range(0, n, batch_size):
        yield np.resize(np.roll(order, -k), batch_size)
