"""A smaller minibatch makes a smaller step.

Your last minibatch makes a shorter step, as you divide by batch_size. Each minibatch has its own mean.
"""

import numpy as np

FAILS = {"train": ["steps"]}


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    W, b = np.zeros((X.shape[1], q)), np.zeros(q)
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        for k in range(0, len(X), batch_size):
            batch = order[k : k + batch_size]
            dW, db = gradient(W, b, X[batch], y[batch])
            W = W - lr * dW * len(batch) / batch_size
            b = b - lr * db * len(batch) / batch_size
    return W, b
