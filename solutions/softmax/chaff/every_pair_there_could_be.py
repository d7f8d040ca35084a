"""A table has an entry for every pair, zeros too.

You list pairs that do not occur, with 0. Leave them out: a dict needs only those that do.
"""

import numpy as np

FAILS = {"confusion": ["pairs", "counts"]}


# %% confusion
def confusion(truth, predicted):
    names = sorted({*truth, *predicted})
    counts = {(t, p): 0 for t in names for p in names}
    for pair in zip(truth, predicted):
        counts[pair] += 1
    return counts
