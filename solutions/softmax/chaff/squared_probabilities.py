"""The distance between probabilities and labels is the sum of squares.

You sum squared differences. The cross-entropy looks at the probability of the right digit alone, and takes minus its
logarithm.
"""

import numpy as np

FAILS = {"cross_entropy": ["values"]}


# %% cross_entropy
def cross_entropy(O, y):
    E = np.exp(O - O.max(axis=1, keepdims=True))
    return ((E / E.sum(axis=1, keepdims=True) - np.eye(O.shape[1])[y]) ** 2).sum(axis=1).mean()
