"""Each label gets a column of its own.

You have a column for each label. It is the rows that belong to labels: shape (n, q).
"""

import numpy as np

FAILS = {"one_hot": ["rows", "places", "columns"]}


# %% one_hot
def one_hot(y, q):
    return np.eye(q)[:, y]
