"""Information is measured in bits, with the logarithm to base 2.

You take the logarithm to base 2. Here it is the natural one, np.log, which undoes exp.
"""

import numpy as np

FAILS = {"cross_entropy": ["values"]}


# %% cross_entropy
def cross_entropy(O, y):
    top = O.max(axis=1)
    logs = top + np.log(np.exp(O - top[:, None]).sum(axis=1))
    return (logs - O[np.arange(len(y)), y]).mean() / np.log(2)
