"""As in a textbook: whole arrays, the largest score taken off, fancy indexing."""

import numpy as np

# %% softmax
def softmax(O):
    O = O - O.max(axis=1, keepdims=True)
    E = np.exp(O)
    return E / E.sum(axis=1, keepdims=True)


# %% one_hot
def one_hot(y, q):
    rows = np.zeros((y.shape[0], q))
    rows[np.arange(y.shape[0]), y] = 1.0
    return rows


# %% cross_entropy
def cross_entropy(O, y):
    O = O - O.max(axis=1, keepdims=True)
    logs = np.log(np.exp(O).sum(axis=1))
    return float(np.mean(logs - O[np.arange(len(y)), y]))


# %% gradient
def gradient(W, b, X, y):
    n, q = X.shape[0], W.shape[1]
    D = (softmax(X @ W + b) - one_hot(y, q)) / n
    return X.T @ D, D.sum(axis=0)


# %% minibatches
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]


# %% accuracy
class Accuracy:
    def __init__(self):
        self.correct = 0
        self.total = 0

    def reset(self):
        self.correct = 0
        self.total = 0

    def update(self, O, y):
        self.correct += np.sum(np.argmax(O, axis=1) == y)
        self.total += len(y)

    def value(self):
        if self.total == 0:
            return 0.0
        return self.correct / self.total


# %% confusion
def confusion(truth, predicted):
    table = {}
    for t, p in zip(truth, predicted):
        if (t, p) in table:
            table[(t, p)] += 1
        else:
            table[(t, p)] = 1
    return table


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    W = np.zeros((X.shape[1], q))
    b = np.zeros(q)
    for epoch in range(epochs):
        for batch in minibatches(len(y), batch_size, rng):
            dW, db = gradient(W, b, X[batch], y[batch])
            W -= lr * dW
            b -= lr * db
    return W, b
