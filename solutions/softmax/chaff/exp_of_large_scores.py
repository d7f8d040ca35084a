"""In here scores are small, so plain exp will do.

exp of a large score is infinite. Subtract each row's largest score before exp, here as in softmax.
"""

import numpy as np

FAILS = {"gradient": ["large"]}


# %% gradient
def gradient(W, b, X, y):
    with np.errstate(all="ignore"):
        E = np.exp(X @ W + b)
        error = E / E.sum(axis=1, keepdims=True)
    error[np.arange(len(y)), y] -= 1
    return X.T @ error / len(y), error.mean(axis=0)
