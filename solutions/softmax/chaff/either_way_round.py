"""3 taken for 8 and 8 taken for 3 are the same confusion.

You count both directions together. (3, 8) and (8, 3) are different pairs: the first is the truth.
"""

import numpy as np

FAILS = {"confusion": ["pairs", "counts"]}


# %% confusion
def confusion(truth, predicted):
    counts = {}
    for t, p in zip(truth, predicted):
        pair = (t, p) if t <= p else (p, t)
        counts[pair] = counts.get(pair, 0) + 1
    return counts
