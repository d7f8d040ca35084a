"""While I am at it, I update W and b in place.

Your gradient also changes W and b: W -= ... writes into the caller's array. It should only say which way is up.
"""

import numpy as np

FAILS = {"gradient": ["untouched"]}


# %% gradient
def gradient(W, b, X, y):
    E = np.exp(X @ W + b - (X @ W + b).max(axis=1, keepdims=True))
    error = E / E.sum(axis=1, keepdims=True)
    error[np.arange(len(y)), y] -= 1
    dW, db = X.T @ error / len(y), error.mean(axis=0)
    W -= 0.5 * dW
    b -= 0.5 * db
    return dW, db
