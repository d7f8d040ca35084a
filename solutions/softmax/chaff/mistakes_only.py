"""Confusion means mistakes, so the right ones do not count.

You leave out what was read rightly. Every reading is counted, (3, 3) too.
"""

import numpy as np

FAILS = {"confusion": ["total", "pairs", "counts"]}


# %% confusion
def confusion(truth, predicted):
    counts = {}
    for t, p in zip(truth, predicted):
        if t != p:
            counts[t, p] = counts.get((t, p), 0) + 1
    return counts
