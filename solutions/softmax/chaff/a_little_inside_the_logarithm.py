"""A small number inside the logarithm keeps it from zero.

You add a small number inside the logarithm, which caps the loss near 28. It may be 20,000: use the scores, not the
probability.
"""

import numpy as np

FAILS = {"cross_entropy": ["large"]}


# %% cross_entropy
def cross_entropy(O, y):
    E = np.exp(O - O.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return -np.log(P[np.arange(len(y)), y] + 1e-12).mean()
