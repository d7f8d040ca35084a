"""np.array_split cuts into parts that are as equal as possible.

You cut into parts of nearly equal size. All have batch_size indices but the last, which has what is left.
"""

import numpy as np

FAILS = {"minibatches": ["sizes"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    return np.array_split(rng.permutation(n), -(-n // batch_size))
