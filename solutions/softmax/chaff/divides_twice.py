"""The step is divided by the size of the minibatch.

You divide by the size of the minibatch once more. The gradient is a mean already, so your steps are far too short.
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
            W = W - lr * dW / len(batch)
            b = b - lr * db / len(batch)
    return W, b
