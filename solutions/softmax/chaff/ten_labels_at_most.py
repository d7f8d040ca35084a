"""There are ten digits, so no label is larger than 9.

You take labels above 9 for 9. Labels go up to q - 1, and q may be larger than ten.
"""

import numpy as np

FAILS = {"one_hot": ["places"]}


# %% one_hot
def one_hot(y, q):
    rows = np.zeros((len(y), q))
    rows[np.arange(len(y)), np.minimum(y, 9)] = 1
    return rows
