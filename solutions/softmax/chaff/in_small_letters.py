"""Capitals make no difference.

You write all names small. Names are taken as they are: Cat is not cat.
"""

import numpy as np

FAILS = {"confusion": ["pairs", "counts"]}


# %% confusion
def confusion(truth, predicted):
    counts = {}
    for one, other in zip(truth, predicted):
        pair = one.lower(), other.lower()
        counts[pair] = counts.get(pair, 0) + 1
    return counts
