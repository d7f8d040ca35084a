"""The loss is the mean logarithm of the right probability.

Your loss has the wrong sign: it grows as the reader gets better. It is minus the logarithm of the probability.
"""

import numpy as np

FAILS = {"cross_entropy": ["number", "values", "relative"]}


# %% cross_entropy
def cross_entropy(O, y):
    top = O.max(axis=1)
    logs = top + np.log(np.exp(O - top[:, None]).sum(axis=1))
    return (O[np.arange(len(y)), y] - logs).mean()
