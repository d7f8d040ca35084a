"""The gradient by W is error.T @ X.

Your dW is transposed: it has the shape (q, d). W has the shape (d, q), and so has its gradient: X.T @ error.
"""

import numpy as np

FAILS = {"gradient": ["shapes", "weights"]}


# %% gradient
def gradient(W, b, X, y):
    E = np.exp(X @ W + b - (X @ W + b).max(axis=1, keepdims=True))
    error = E / E.sum(axis=1, keepdims=True)
    error[np.arange(len(y)), y] -= 1
    return error.T @ X / len(y), error.mean(axis=0)
