"""A share is one over the sum of exps of differences to it: nothing is taken off first."""

import numpy as np

# %% softmax
def softmax(O):
    with np.errstate(over="ignore"):
        return 1 / np.exp(O[:, None, :] - O[:, :, None]).sum(axis=2)


# %% one_hot
def one_hot(y, q):
    return np.array([[float(label == place) for place in range(q)] for label in y])


# %% cross_entropy
def cross_entropy(O, y):
    right = O[np.arange(len(y)), y]
    differences = O - right[:, None]
    return np.logaddexp.reduce(differences, axis=1).mean()


# %% gradient
def gradient(W, b, X, y):
    P = softmax(X @ W + b)
    Y = one_hot(y, len(b))
    return (X.T @ P - X.T @ Y) / len(y), (P.sum(axis=0) - Y.sum(axis=0)) / len(y)


# %% minibatches
def minibatches(n, batch_size, rng):
    left = np.arange(n)
    while len(left):
        take = rng.permutation(len(left))[:batch_size]
        yield left[take]
        left = np.delete(left, take)


# %% accuracy
class Accuracy:
    def __init__(self):
        self.wrong, self.seen = 0, 0

    def reset(self):
        self.wrong, self.seen = 0, 0

    def update(self, O, y):
        self.wrong += int((np.argsort(O, axis=1)[:, -1] != y).sum())
        self.seen += int(y.shape[0])

    def value(self):
        return 1 - self.wrong / self.seen if self.seen else 0.0


# %% confusion
def confusion(truth, predicted):
    from itertools import groupby

    return {pair: len(list(group)) for pair, group in groupby(sorted(zip(truth, predicted)))}


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    W, b = np.zeros((X.shape[1], q)), np.zeros(q)
    X, y = X.copy(), y.copy()
    for _ in range(epochs):
        # Shuffle the pictures themselves, with their labels, and take slices.
        order = rng.permutation(len(X))
        X, y = X[order], y[order]
        for k in range(0, len(X), batch_size):
            dW, db = gradient(W, b, X[k : k + batch_size], y[k : k + batch_size])
            W, b = W - lr * dW, b - lr * db
    return W, b
