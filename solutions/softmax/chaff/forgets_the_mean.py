"""The gradient of the loss is X.T @ (P - Y).

Your gradient is that of the sum over the pictures. The loss is their mean: divide by n.
"""

import numpy as np

FAILS = {"gradient": ["weights", "biases"]}


# %% gradient
def gradient(W, b, X, y):
    E = np.exp(X @ W + b - (X @ W + b).max(axis=1, keepdims=True))
    error = E / E.sum(axis=1, keepdims=True)
    error[np.arange(len(y)), y] -= 1
    return X.T @ error, error.sum(axis=0)
