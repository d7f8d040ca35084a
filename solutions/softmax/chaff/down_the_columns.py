"""Summing over axis 0 sums the scores of a row.

Your columns sum to 1, not your rows. axis=0 runs down the rows; the sum over one row is axis=1.
"""

import numpy as np

FAILS = {"softmax": ["shares", "values"]}


# %% softmax
def softmax(O):
    E = np.exp(O - O.max(axis=0))
    return E / E.sum(axis=0)
