"""The largest label says how many classes there are.

You take the number of columns from the largest label. The last classes may not occur: q says how many there are.
"""

import numpy as np

FAILS = {"one_hot": ["columns"]}


# %% one_hot
def one_hot(y, q):
    return np.eye(y.max() + 1)[y]
