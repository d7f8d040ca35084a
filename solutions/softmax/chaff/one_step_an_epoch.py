"""Each epoch takes a minibatch and steps.

You take one step in each epoch. An epoch has a step for every minibatch, until all pictures have been in one.
"""

import numpy as np

FAILS = {"train": ["steps", "reads_some", "reads_well"]}


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    W, b = np.zeros((X.shape[1], q)), np.zeros(q)
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        for k in range(0, len(X), batch_size):
            batch = order[k : k + batch_size]
            dW, db = gradient(W, b, X[batch], y[batch])
            W = W - lr * dW
            b = b - lr * db
            break
    return W, b
