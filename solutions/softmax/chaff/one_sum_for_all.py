"""All exps together make up the whole, so I divide by their sum.

You divide by one sum over the whole array, so that all rows together sum to 1. Each row is a picture of its own: sum
over axis=1.
"""

import numpy as np

FAILS = {"softmax": ["shares", "values"]}


# %% softmax
def softmax(O):
    E = np.exp(O - O.max(axis=1, keepdims=True))
    return E / E.sum()
