"""A tenth of the pictures is kept to see how well I read.

In each epoch every picture is in one minibatch; you hold some back. Whoever calls train does that.
"""

import numpy as np

FAILS = {"train": ["steps"]}


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    held = len(X) // 10
    X, y = X[held:], y[held:]
    W, b = np.zeros((X.shape[1], q)), np.zeros(q)
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        for k in range(0, len(X), batch_size):
            batch = order[k : k + batch_size]
            dW, db = gradient(W, b, X[batch], y[batch])
            W = W - lr * dW
            b = b - lr * db
    return W, b
