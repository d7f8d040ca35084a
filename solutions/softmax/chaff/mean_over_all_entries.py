"""np.mean averages whatever is there.

You average over all entries of the array, the zeros of the other classes too. Only rows are averaged: divide by n
alone.
"""

import numpy as np

FAILS = {"cross_entropy": ["values"]}


# %% cross_entropy
def cross_entropy(O, y):
    S = O - O.max(axis=1, keepdims=True)
    logs = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    return -(np.eye(O.shape[1])[y] * logs).mean()
