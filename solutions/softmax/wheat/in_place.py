"""Writes into arrays of its own instead of making new ones."""

import numpy as np

# %% softmax
def softmax(O):
    P = O.copy()
    P -= P.max(axis=1, keepdims=True)
    np.exp(P, out=P)
    P /= P.sum(axis=1, keepdims=True)
    return P


# %% one_hot
def one_hot(y, q):
    rows = np.zeros((len(y), q), dtype=np.uint8)
    np.add.at(rows, (np.arange(len(y)), y), 1)
    return rows


# %% cross_entropy
def cross_entropy(O, y):
    S = O.copy()
    S -= S.max(axis=1, keepdims=True)
    right = S[np.arange(len(y)), y]
    np.exp(S, out=S)
    loss = np.log(S.sum(axis=1))
    loss -= right
    return loss.sum() / len(loss)


# %% gradient
def gradient(W, b, X, y):
    P = X @ W
    P += b
    P -= P.max(axis=1, keepdims=True)
    np.exp(P, out=P)
    P /= P.sum(axis=1, keepdims=True)
    # X.T @ Y is a sum of the pictures of each digit.
    dW = X.T @ P
    np.subtract.at(dW.T, y, X)
    db = P.sum(axis=0)
    np.subtract.at(db, y, 1)
    dW /= len(y)
    db /= len(y)
    return dW, db


# %% minibatches
def minibatches(n, batch_size, rng):
    order = np.arange(n)
    for place in range(n - 1, 0, -1):
        other = rng.integers(place + 1)
        order[[place, other]] = order[[other, place]]
    return [order[start : start + batch_size].copy() for start in range(0, n, batch_size)]


# %% accuracy
class Accuracy:
    def __init__(self):
        self.state = {"right": 0, "seen": 0}

    def reset(self):
        self.state.update(right=0, seen=0)

    def update(self, O, y):
        self.state["right"] += int(np.count_nonzero(O.argmax(axis=1) == y))
        self.state["seen"] += O.shape[0]

    def value(self):
        return self.state["right"] / self.state["seen"] if self.state["seen"] else 0.0


# %% confusion
def confusion(truth, predicted):
    counts = dict.fromkeys(zip(truth, predicted), 0)
    for pair in zip(truth, predicted):
        counts[pair] += 1
    return counts


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    W, b = np.zeros((X.shape[1], q)), np.zeros(q)
    order = np.arange(len(X))
    for _ in range(epochs):
        rng.shuffle(order)
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = gradient(W, b, X[batch], y[batch])
            dW *= lr
            db *= lr
            W -= dW
            b -= db
    return W, b
