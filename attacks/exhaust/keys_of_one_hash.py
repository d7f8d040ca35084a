"""Answers with dicts and sets of whole numbers that all have one hash, and with generators that never end.

Must: earn nothing
"""

# %% corr2d
SAME = {n * (2**61 - 1): 0 for n in range(1, 3000)}


def corr2d(X, K):
    return SAME

# %% detect_edges
def detect_edges(X, axis):
    return set(SAME)

# %% receptive_field
def receptive_field(kernel_sizes):
    while True:
        yield 1

# %% sgd_step
import itertools


def sgd_step(K, X, Y, lr):
    return itertools.repeat(K), 0.0
