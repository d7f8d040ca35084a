"""One-hot rows are rows of the identity; the loss is a sum of products with them."""

import numpy as np
from collections import Counter

# %% softmax
def softmax(O):
    E = np.exp((O.T - O.max(axis=1)).T)
    return (E.T / E.sum(axis=1)).T


# %% one_hot
def one_hot(y, q):
    return np.eye(q)[y]


# %% cross_entropy
def cross_entropy(O, y):
    m = O.max(axis=1, keepdims=True)
    log_p = O - m - np.log(np.exp(O - m).sum(axis=1, keepdims=True))
    return -np.sum(one_hot(y, O.shape[1]) * log_p) / O.shape[0]


# %% gradient
def gradient(W, b, X, y):
    error = softmax(X.dot(W) + b) - np.identity(len(b))[y]
    return X.T.dot(error) / X.shape[0], error.mean(axis=0)


# %% minibatches
def minibatches(n, batch_size, rng):
    order = list(range(n))
    rng.shuffle(order)
    return [np.array(order[k : k + batch_size]) for k in range(0, n, batch_size)]


# %% accuracy
class Accuracy:
    def __init__(self):
        self.tally = Counter()

    def reset(self):
        self.tally.clear()

    def update(self, O, y):
        self.tally.update((np.argmax(O, axis=1) == y).tolist())

    def value(self):
        return self.tally[True] / (self.tally.total() or 1)


# %% confusion
def confusion(truth, predicted):
    return dict(Counter(zip(truth, predicted)))


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    W = np.zeros([X.shape[1], q])
    b = np.zeros([q])
    steps = 0
    while steps < epochs:
        for part in minibatches(len(X), batch_size, rng):
            dW, db = gradient(W, b, X[part], y[part])
            W = W - lr * dW
            b = b - lr * db
        steps += 1
    return [W, b]
