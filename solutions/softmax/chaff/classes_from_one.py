"""Classes are numbered from 1, columns from 0.

Your ones stand one column too far left, as if labels began at 1. They begin at 0: label 0 has its one in column 0.
"""

import numpy as np

FAILS = {"one_hot": ["places"]}


# %% one_hot
def one_hot(y, q):
    return np.eye(q)[y - 1]
