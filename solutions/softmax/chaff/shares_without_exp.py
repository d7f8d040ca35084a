"""A share is a score divided by the sum of its row.

You divide the scores themselves by their sum. Scores may be negative; exp makes them positive first.
"""

import numpy as np

FAILS = {"softmax": ["shares", "values"]}


# %% softmax
def softmax(O):
    with np.errstate(all="ignore"):
        return O / O.sum(axis=1, keepdims=True)
