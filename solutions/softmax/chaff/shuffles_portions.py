"""The portions come in random order.

You shuffle whole portions, so neighbours in the file stay together. Shuffle the indices, and then cut.
"""

import numpy as np

FAILS = {"minibatches": ["fair", "mixed"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    portions = [np.arange(k, min(k + batch_size, n)) for k in range(0, n, batch_size)]
    last = portions.pop() if n % batch_size else None
    for k in rng.permutation(len(portions)):
        yield portions[k]
    if last is not None:
        yield last
