"""The wrong classes count as minus one.

You write minus one for the other classes. Probabilities lie between 0 and 1, and so do these rows: zeros elsewhere.
"""

import numpy as np

FAILS = {"one_hot": ["rows", "places", "columns"]}


# %% one_hot
def one_hot(y, q):
    return 2 * np.eye(q)[y] - 1
