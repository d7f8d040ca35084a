"""Softmax says which score is the largest.

You give all to the largest score. Softmax gives every score a share: exp of it, divided by the row's sum of exps.
"""

import numpy as np

FAILS = {"softmax": ["shares", "values"]}


# %% softmax
def softmax(O):
    return np.eye(O.shape[1], dtype=O.dtype)[O.argmax(axis=1)]
