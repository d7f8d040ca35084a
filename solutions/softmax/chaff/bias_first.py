"""The pair is (db, dW), in the order of the alphabet.

You return the two in the other order. It is (dW, db), as in the arguments.
"""

import numpy as np

FAILS = {"gradient": ["shapes", "weights", "biases"]}


# %% gradient
def gradient(W, b, X, y):
    E = np.exp(X @ W + b - (X @ W + b).max(axis=1, keepdims=True))
    error = E / E.sum(axis=1, keepdims=True)
    error[np.arange(len(y)), y] -= 1
    return error.mean(axis=0), X.T @ error / len(y)
