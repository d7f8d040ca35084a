"""The loss of all rows is the sum of their losses.

You return the sum over the rows. The loss is their mean, so that it does not grow with the number of pictures.
"""

import numpy as np

FAILS = {"cross_entropy": ["values"]}


# %% cross_entropy
def cross_entropy(O, y):
    top = O.max(axis=1)
    logs = top + np.log(np.exp(O - top[:, None]).sum(axis=1))
    return (logs - O[np.arange(len(y)), y]).sum()
