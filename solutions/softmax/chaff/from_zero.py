"""The first time, the count is zero.

You start each count at 0, so every count is one too small. The first time a pair occurs it has occurred once.
"""

import numpy as np

FAILS = {"confusion": ["total", "counts"]}


# %% confusion
def confusion(truth, predicted):
    counts = {}
    for pair in zip(truth, predicted):
        counts[pair] = counts[pair] + 1 if pair in counts else 0
    return counts
