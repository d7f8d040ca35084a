"""The loss is minus the logarithm of the largest probability.

You look at the likeliest digit, not at the right one. The label says which score counts: O[i, y[i]].
"""

import numpy as np

FAILS = {"cross_entropy": ["values"]}


# %% cross_entropy
def cross_entropy(O, y):
    top = O.max(axis=1)
    return np.log(np.exp(O - top[:, None]).sum(axis=1)).mean()
