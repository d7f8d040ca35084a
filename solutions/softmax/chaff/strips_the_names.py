"""Spaces at the ends of a name make no difference.

You strip spaces off. Names are taken as they are.
"""

import numpy as np

FAILS = {"confusion": ["pairs", "counts"]}


# %% confusion
def confusion(truth, predicted):
    counts = {}
    for one, other in zip(truth, predicted):
        pair = one.strip(), other.strip()
        counts[pair] = counts.get(pair, 0) + 1
    return counts
