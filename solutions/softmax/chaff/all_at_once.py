"""rows[:, y] = 1 sets the ones.

rows[:, y] = 1 sets whole columns. Pair each row with its own label: rows[np.arange(n), y] = 1.
"""

import numpy as np

FAILS = {"one_hot": ["rows", "places", "columns"]}


# %% one_hot
def one_hot(y, q):
    rows = np.zeros((len(y), q))
    rows[:, y] = 1
    return rows
