"""The columns are the labels that occur, in order.

You number the labels that occur. Column j is for label j, whether labels below it occur or not.
"""

import numpy as np

FAILS = {"one_hot": ["places"]}


# %% one_hot
def one_hot(y, q):
    place = np.unique(y, return_inverse=True)[1]
    return np.eye(q)[place]
