"""Subtracting the largest score from the exps changes nothing, so it need not come back.

You subtract the largest score inside the sum only. Either add it again after the logarithm, or subtract it from the
right score as well.
"""

import numpy as np

FAILS = {"cross_entropy": ["values"]}


# %% cross_entropy
def cross_entropy(O, y):
    top = O.max(axis=1, keepdims=True)
    return (np.log(np.exp(O - top).sum(axis=1)) - O[np.arange(len(y)), y]).mean()
