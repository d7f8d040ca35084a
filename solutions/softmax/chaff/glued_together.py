"""The key is both texts in one.

Your keys are single strings. Glued together, 'a' + 'bc' and 'ab' + 'c' look the same; the key is the tuple (truth,
predicted).
"""

import numpy as np

FAILS = {"confusion": ["pairs", "counts"]}


# %% confusion
def confusion(truth, predicted):
    counts = {}
    for t, p in zip(truth, predicted):
        counts[t + p] = counts.get(t + p, 0) + 1
    return counts
