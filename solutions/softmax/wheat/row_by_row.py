"""One row after another, each treated as a vector."""

import numpy as np

# %% softmax
def softmax(O):
    P = np.empty_like(O)
    for i in range(O.shape[0]):
        row = np.exp(O[i] - np.max(O[i]))
        P[i] = row / np.sum(row)
    return P


# %% one_hot
def one_hot(y, q):
    rows = np.zeros((len(y), q), dtype=int)
    for i in range(len(y)):
        rows[i, y[i]] = 1
    return rows


# %% cross_entropy
def cross_entropy(O, y):
    total = 0.0
    for i in range(len(y)):
        top = O[i].max()
        total += top + np.log(np.exp(O[i] - top).sum()) - O[i, y[i]]
    return total / len(y)


# %% gradient
def gradient(W, b, X, y):
    dW = np.zeros(W.shape)
    db = np.zeros(b.shape)
    for i in range(len(X)):
        scores = X[i] @ W + b
        p = np.exp(scores - scores.max())
        p = p / p.sum()
        p[y[i]] -= 1
        dW += np.outer(X[i], p)
        db += p
    return dW / len(X), db / len(X)


# %% minibatches
def minibatches(n, batch_size, rng):
    order = np.arange(n)
    rng.shuffle(order)
    batches = []
    start = 0
    while start < n:
        batches.append(order[start : start + batch_size])
        start += batch_size
    return batches


# %% accuracy
class Accuracy:
    def __init__(self):
        self.hits = []

    def reset(self):
        self.hits = []

    def update(self, O, y):
        for row, label in zip(O, y):
            self.hits.append(np.argmax(row) == label)

    def value(self):
        return sum(self.hits) / len(self.hits) if self.hits else 0.0


# %% confusion
def confusion(truth, predicted):
    counts = {}
    for i in range(len(truth)):
        key = (truth[i], predicted[i])
        counts[key] = counts.get(key, 0) + 1
    return counts


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    W = np.zeros((64, q))
    b = np.zeros(q)
    for _ in range(epochs):
        for indices in minibatches(X.shape[0], batch_size, rng):
            dW, db = gradient(W, b, X[indices], y[indices])
            W = W - lr * dW
            b = b - lr * db
    return W, b
