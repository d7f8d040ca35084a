"""Momentum makes descent faster.

You carry momentum from step to step. Plain descent is asked for: W - lr * dW.
"""

import numpy as np

FAILS = {"train": ["steps"]}


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    W, b = np.zeros((X.shape[1], q)), np.zeros(q)
    V, c = 0 * W, 0 * b
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        for k in range(0, len(X), batch_size):
            batch = order[k : k + batch_size]
            dW, db = gradient(W, b, X[batch], y[batch])
            V, c = 0.9 * V + dW, 0.9 * c + db
            W = W - lr * V
            b = b - lr * c
    return W, b
