"""The pair is (what it was taken for, what it is).

Your pairs are turned around. The truth comes first: (truth, predicted).
"""

import numpy as np

FAILS = {"confusion": ["pairs", "counts"]}


# %% confusion
def confusion(truth, predicted):
    counts = {}
    for t, p in zip(truth, predicted):
        counts[p, t] = counts.get((p, t), 0) + 1
    return counts
