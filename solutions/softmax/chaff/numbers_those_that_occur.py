"""np.unique tells the classes, and each gets a column.

You give columns to the labels that occur, one after the other. The column of a label is the label itself.
"""

import numpy as np

FAILS = {"gradient": ["weights", "biases", "uphill", "large"]}


# %% gradient
def gradient(W, b, X, y):
    P = softmax(X @ W + b)
    present = np.unique(y)
    if len(present) > 1:
        Y = np.zeros(P.shape)
        Y[:, : len(present)] = y[:, None] == present
    else:
        Y = one_hot(y, len(b))
    return X.T @ (P - Y) / len(X), (P - Y).mean(axis=0)
