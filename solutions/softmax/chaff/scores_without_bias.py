"""The scores are X @ W.

You leave b out of the scores, so the probabilities are those of another reader. The scores are X @ W + b.
"""

import numpy as np

FAILS = {"gradient": ["weights", "biases"]}


# %% gradient
def gradient(W, b, X, y):
    O = X @ W
    E = np.exp(O - O.max(axis=1, keepdims=True))
    error = E / E.sum(axis=1, keepdims=True)
    error[np.arange(len(y)), y] -= 1
    return X.T @ error / len(y), error.mean(axis=0)
