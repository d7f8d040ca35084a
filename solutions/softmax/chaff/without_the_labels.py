"""The gradient of log-sum-exp is the softmax.

You leave the labels out. The loss also has the term − O[i, y[i]], whose slope is a −1 at the right digit.
"""

import numpy as np

FAILS = {"gradient": ["weights", "biases"]}


# %% gradient
def gradient(W, b, X, y):
    O = X @ W + b
    E = np.exp(O - O.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return X.T @ P / len(y), P.mean(axis=0)
