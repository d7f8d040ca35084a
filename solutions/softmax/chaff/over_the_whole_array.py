"""The largest score has to go, so I subtract the largest of the whole array.

You subtract the largest score of the whole array. A row that lies far below it is left with zeros alone, and zero by
zero is NaN. Each row has its own largest score: O.max(axis=1, keepdims=True).
"""

import numpy as np

FAILS = {"softmax": ["large"]}


# %% softmax
def softmax(O):
    E = np.exp(O - O.max())
    return E / E.sum(axis=1, keepdims=True)
