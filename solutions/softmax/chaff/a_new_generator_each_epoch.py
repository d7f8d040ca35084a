"""The order has to come from seed, so each epoch makes its generator from it.

You make a new generator from the same seed in each epoch, so all epochs have one order. Make it once, before them.
"""

import numpy as np

FAILS = {"train": ["seed"]}


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    W, b = np.zeros((X.shape[1], q)), np.zeros(q)
    for epoch in range(epochs):
        rng = np.random.default_rng(seed)
        for batch in minibatches(len(X), batch_size, rng):
            dW, db = gradient(W, b, X[batch], y[batch])
            W = W - lr * dW
            b = b - lr * db
    return W, b
