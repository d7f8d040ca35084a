"""0.1 is a good learning rate.

You use a learning rate of your own. Take steps of lr times the gradient.
"""

import numpy as np

FAILS = {"train": ["steps", "reads_well"]}


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    W, b = np.zeros((X.shape[1], q)), np.zeros(q)
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        for k in range(0, len(X), batch_size):
            batch = order[k : k + batch_size]
            dW, db = gradient(W, b, X[batch], y[batch])
            W = W - 0.1 * dW
            b = b - 0.1 * db
    return W, b
