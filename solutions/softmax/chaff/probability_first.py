"""With a safe softmax, the logarithm of the probability is safe too.

You take the logarithm of a probability that was too small for a float and became 0. Work with the scores: the logarithm
of the sum of exps, minus the right score.
"""

import numpy as np

FAILS = {"cross_entropy": ["large"]}


# %% cross_entropy
def cross_entropy(O, y):
    E = np.exp(O - O.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        return -np.log(P[np.arange(len(y)), y]).mean()
