"""There are as many classes as labels in y.

You count the classes from the labels. Some may not occur: q says how many there are.
"""

import numpy as np

FAILS = {"train": ["shapes"]}


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    W, b = np.zeros((X.shape[1], y.max() + 1)), np.zeros(y.max() + 1)
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        for k in range(0, len(X), batch_size):
            batch = order[k : k + batch_size]
            dW, db = gradient(W, b, X[batch], y[batch])
            W = W - lr * dW
            b = b - lr * db
    return W, b
