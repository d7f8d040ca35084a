"""Objects for everything: an iterator of portions, a model that takes steps."""

import numpy as np

# %% softmax
def softmax(O):
    def of_row(row):
        powers = np.exp(row - row.max())
        return powers / powers.sum()

    return np.apply_along_axis(of_row, 1, O)


# %% one_hot
def one_hot(y, q):
    return np.array([np.bincount([label], minlength=q) for label in y])


# %% cross_entropy
def cross_entropy(O, y):
    def loss(row, label):
        top = row.max()
        return np.log(np.sum(np.exp(row - top))) + (top - row[label])

    return np.mean([loss(row, label) for row, label in zip(O, y)])


# %% gradient
def gradient(W, b, X, y):
    error = softmax(X @ W + b)
    error[np.arange(len(y)), y] -= 1
    error /= len(y)
    return X.T @ error, np.ones(len(y)) @ error


# %% minibatches
class Portions:
    def __init__(self, n, batch_size, rng):
        self.order, self.size, self.place = rng.permutation(n), batch_size, 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.place >= len(self.order):
            raise StopIteration
        self.place += self.size
        return self.order[self.place - self.size : self.place]


def minibatches(n, batch_size, rng):
    return Portions(n, batch_size, rng)


# %% accuracy
class Accuracy:
    def __init__(self):
        self.portions = []

    def reset(self):
        self.portions.clear()

    def update(self, O, y):
        self.portions.append((O.argmax(axis=1) == y, len(y)))

    def value(self):
        seen = sum(size for _, size in self.portions)
        if not seen:
            return 0.0
        return float(np.concatenate([marks for marks, _ in self.portions]).sum()) / seen


# %% confusion
def confusion(truth, predicted):
    counts = {}
    for pair in map(tuple, zip(truth, predicted)):
        try:
            counts[pair] += 1
        except KeyError:
            counts[pair] = 1
    return counts


# %% train
class Reader:
    def __init__(self, d, q):
        self.W = np.zeros((d, q))
        self.b = np.zeros(q)

    def step(self, X, y, lr):
        dW, db = gradient(self.W, self.b, X, y)
        self.W -= lr * dW
        self.b -= lr * db


def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    reader = Reader(X.shape[1], q)
    rng = np.random.Generator(np.random.PCG64(seed))
    for _ in range(epochs):
        for portion in Portions(len(X), batch_size, rng):
            reader.step(X[portion], y[portion], lr)
    return reader.W, reader.b
