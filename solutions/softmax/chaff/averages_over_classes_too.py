"""A mean divides by the number of entries.

You divide by the number of classes as well. The loss is a mean over the n pictures alone.
"""

import numpy as np

FAILS = {"gradient": ["weights", "biases"]}


# %% gradient
def gradient(W, b, X, y):
    E = np.exp(X @ W + b - (X @ W + b).max(axis=1, keepdims=True))
    error = E / E.sum(axis=1, keepdims=True)
    error[np.arange(len(y)), y] -= 1
    error = error / error.size
    return X.T @ error, error.sum(axis=0)
