"""batch_size says how many portions there are.

You make batch_size portions. It says how many indices a portion has.
"""

import numpy as np

FAILS = {"minibatches": ["sizes"]}


# %% minibatches
def minibatches(n, batch_size, rng):
    return [part for part in np.array_split(rng.permutation(n), batch_size) if len(part)]
