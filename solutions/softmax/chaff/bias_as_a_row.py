"""The sum over the rows keeps its two dimensions.

Your db has the shape (1, q). b has the shape (q,): leave keepdims out.
"""

import numpy as np

FAILS = {"gradient": ["shapes", "biases"]}


# %% gradient
def gradient(W, b, X, y):
    E = np.exp(X @ W + b - (X @ W + b).max(axis=1, keepdims=True))
    error = E / E.sum(axis=1, keepdims=True)
    error[np.arange(len(y)), y] -= 1
    return X.T @ error / len(y), error.mean(axis=0, keepdims=True)
