"""The bias is one more row of weights, and every picture has one more pixel that is always 1."""

import numpy as np

# %% softmax
def softmax(O):
    powers = np.exp(O - np.max(O, 1)[:, None])
    totals = powers @ np.ones(O.shape[1], dtype=O.dtype)
    return powers / totals[:, None]


# %% one_hot
def one_hot(y, q):
    rows = np.zeros(len(y) * q)
    rows[np.arange(len(y)) * q + y] = 1
    return rows.reshape(len(y), q)


# %% cross_entropy
def cross_entropy(O, y):
    # The loss of a row is the log of a sum of exps of differences to the right score.
    D = O - O[np.arange(len(y)), y][:, None]
    top = D.max(axis=1)
    return np.average(top + np.log(np.exp(D - top[:, None]).sum(axis=1)))


# %% gradient
def with_ones(X):
    return np.column_stack([X, np.ones(len(X))])


def gradient(W, b, X, y):
    V, Z = np.vstack([W, b]), with_ones(X)
    D = Z.T @ (softmax(Z @ V) - one_hot(y, len(b))) / len(Z)
    return D[:-1], D[-1]


# %% minibatches
def minibatches(n, batch_size, rng):
    order, count = rng.permutation(n), -(-n // batch_size)
    for k in range(count):
        yield order[k * batch_size : min((k + 1) * batch_size, n)]


# %% accuracy
class Accuracy:
    right = 0
    seen = 0

    def __init__(self):
        pass

    def reset(self):
        self.right = 0
        self.seen = 0

    def update(self, O, y):
        self.right = self.right + (O[np.arange(len(y)), y] >= O.max(axis=1)).sum()
        self.seen = self.seen + len(y)

    def value(self):
        return float(self.right) / self.seen if self.seen > 0 else 0.0


# %% confusion
def confusion(truth, predicted):
    counts = {}
    for t, p in zip(truth, predicted):
        counts.setdefault((t, p), []).append(1)
    return {pair: len(ones) for pair, ones in counts.items()}


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    Z, Y = with_ones(X), one_hot(y, q)
    V = np.zeros((Z.shape[1], q))
    for _ in range(epochs):
        for k in minibatches(len(Z), batch_size, rng):
            V -= lr * Z[k].T @ (softmax(Z[k] @ V) - Y[k]) / len(k)
    return V[:-1], V[-1]
