"""Large gradients are dangerous, so they are clipped.

You cut large slopes off. The gradient is what it is; a smaller step is for the learning rate.
"""

import numpy as np

FAILS = {"gradient": ["weights", "large"]}


# %% gradient
def gradient(W, b, X, y):
    E = (softmax(X @ W + b) - one_hot(y, len(b))) / len(X)
    return np.clip(X.T @ E, -5, 5), np.clip(E.sum(axis=0), -5, 5)
