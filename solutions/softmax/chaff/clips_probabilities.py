"""Probabilities are clipped away from 0 and 1, as libraries do.

You clip probabilities at 1e-7, which caps the loss near 16. Use the scores: the logarithm of the sum of exps, minus the
right score.
"""

import numpy as np

FAILS = {"cross_entropy": ["values", "large"]}


# %% cross_entropy
def cross_entropy(O, y):
    E = np.exp(O - O.max(axis=1, keepdims=True))
    P = np.clip(E / E.sum(axis=1, keepdims=True), 1e-7, 1 - 1e-7)
    return -np.log(P[np.arange(len(y)), y]).mean()
