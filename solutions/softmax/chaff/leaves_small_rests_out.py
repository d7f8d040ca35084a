"""A minibatch of a few pictures says too little.

The last minibatch is smaller, and makes a step too.
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
            if len(batch) < batch_size // 2 and len(X) > batch_size:
                continue
            dW, db = gradient(W, b, X[batch], y[batch])
            W = W - lr * dW
            b = b - lr * db
    return W, b
