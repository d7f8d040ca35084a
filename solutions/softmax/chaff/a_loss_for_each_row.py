"""Each picture has its loss.

You return a loss for each row. The mean over the rows is asked for, a single number.
"""

import numpy as np

FAILS = {"cross_entropy": ["number", "values"]}


# %% cross_entropy
def cross_entropy(O, y):
    top = O.max(axis=1)
    return top + np.log(np.exp(O - top[:, None]).sum(axis=1)) - O[np.arange(len(y)), y]
