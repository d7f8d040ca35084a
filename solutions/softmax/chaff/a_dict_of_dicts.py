"""Each truth has a dict of what it was taken for.

You nest one dict in another. One dict is asked for, whose keys are the tuples (truth, predicted).
"""

import numpy as np

FAILS = {"confusion": ["total", "pairs", "counts"]}


# %% confusion
def confusion(truth, predicted):
    counts = {}
    for t, p in zip(truth, predicted):
        inner = counts.setdefault(t, {})
        inner[p] = inner.get(p, 0) + 1
    return counts
