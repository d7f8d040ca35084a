"""X.T @ error already averages over the pictures.

Your dW is a sum over the pictures, your db a mean. A matrix product sums; divide it by n too.
"""

import numpy as np

FAILS = {"gradient": ["weights"]}


# %% gradient
def gradient(W, b, X, y):
    E = np.exp(X @ W + b - (X @ W + b).max(axis=1, keepdims=True))
    error = E / E.sum(axis=1, keepdims=True)
    error[np.arange(len(y)), y] -= 1
    return X.T @ error, error.mean(axis=0)
