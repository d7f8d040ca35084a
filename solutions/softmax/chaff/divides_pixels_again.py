"""Pixels go from 0 to 16, so I divide them by 16.

You divide the pixels by 16 once more. The caller has done that: they come from 0 to 1.
"""

import numpy as np

FAILS = {"train": ["steps", "reads_some", "reads_well"]}


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    W, b = np.zeros((X.shape[1], q)), np.zeros(q)
    X = X / 16
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        for k in range(0, len(X), batch_size):
            batch = order[k : k + batch_size]
            dW, db = gradient(W, b, X[batch], y[batch])
            W = W - lr * dW
            b = b - lr * db
    return W, b
