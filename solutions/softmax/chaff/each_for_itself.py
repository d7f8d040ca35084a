"""The sigmoid turns a score into a probability.

You put each score through the sigmoid by itself. The probabilities of a row have to sum to 1, so each depends on all
scores of its row.
"""

import numpy as np

FAILS = {"softmax": ["shares", "values"]}


# %% softmax
def softmax(O):
    with np.errstate(over="ignore"):
        return (1 / (1 + np.exp(-O))).astype(O.dtype)
