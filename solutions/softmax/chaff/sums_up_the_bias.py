"""The bias is added to each row, so its gradient is the sum over the rows.

Your db is a sum over the pictures, your dW a mean. The loss is a mean, so both are divided by n.
"""

import numpy as np

FAILS = {"gradient": ["biases"]}


# %% gradient
def gradient(W, b, X, y):
    E = np.exp(X @ W + b - (X @ W + b).max(axis=1, keepdims=True))
    error = E / E.sum(axis=1, keepdims=True)
    error[np.arange(len(y)), y] -= 1
    return X.T @ error / len(y), error.sum(axis=0)
