"""All pictures together give the best gradient.

You take one step with all pictures in each epoch. That makes 20 steps; minibatches make 640.
"""

import numpy as np

FAILS = {"train": ["steps", "seed", "reads_some", "reads_well"]}


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    W, b = np.zeros((X.shape[1], q)), np.zeros(q)
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        for k in range(0, len(X), len(X)):
            batch = order[k : k + len(X)]
            dW, db = gradient(W, b, X[batch], y[batch])
            W = W - lr * dW
            b = b - lr * db
    return W, b
