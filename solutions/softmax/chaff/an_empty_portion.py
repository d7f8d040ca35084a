"""One portion more than n // batch_size takes care of the rest.

Where batch_size divides n, your last portion is empty, and its mean is NaN. Count by range(0, n, batch_size).
"""

import numpy as np

FAILS = {"minibatches": ["sizes"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    for k in range(n // batch_size + 1):
        yield order[k * batch_size : (k + 1) * batch_size]
