"""Digits are numbers, so the keys are numbers.

You turn the strings into numbers. The keys are pairs of the strings that were given; they may be no digits at all.
"""

import numpy as np

FAILS = {"confusion": ["pairs"]}


# %% confusion
def confusion(truth, predicted):
    counts = {}
    for t, p in zip(truth, predicted):
        pair = (int(t), int(p)) if (t + p).isdigit() else (t, p)
        counts[pair] = counts.get(pair, 0) + 1
    return counts
