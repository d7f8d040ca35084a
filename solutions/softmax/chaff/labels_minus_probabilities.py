"""The error is what is true, minus what was said.

Your gradient has the wrong sign: it points downhill. It is probabilities minus labels; the minus of the descent comes
later, in the step.
"""

import numpy as np

FAILS = {"gradient": ["weights", "biases", "uphill"]}


# %% gradient
def gradient(W, b, X, y):
    E = np.exp(X @ W + b - (X @ W + b).max(axis=1, keepdims=True))
    error = E / E.sum(axis=1, keepdims=True)
    error[np.arange(len(y)), y] -= 1
    return -X.T @ error / len(y), -error.mean(axis=0)
