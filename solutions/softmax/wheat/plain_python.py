"""Python's own numbers, lists and math; NumPy only where an array has to come out."""

import math
import random

import numpy as np

# %% softmax
def softmax(O):
    rows = []
    for row in O.tolist():
        top = max(row)
        powers = [math.exp(score - top) for score in row]
        total = math.fsum(powers)
        rows.append([power / total for power in powers])
    return np.array(rows, dtype=O.dtype)


# %% one_hot
def one_hot(y, q):
    return [[1 if place == label else 0 for place in range(q)] for label in y]


# %% cross_entropy
def cross_entropy(O, y):
    losses = []
    for row, label in zip(O.tolist(), y.tolist()):
        top = max(row)
        losses.append(top + math.log(sum(math.exp(score - top) for score in row)) - row[label])
    return sum(losses) / len(losses)


# %% gradient
def gradient(W, b, X, y):
    W, b, X, y = W.tolist(), b.tolist(), X.tolist(), y.tolist()
    q, n = len(b), len(y)
    dW = [[0.0] * q for _ in W]
    db = [0.0] * q
    for x, label in zip(X, y):
        scores = list(b)
        for value, weights in zip(x, W):
            if value:
                scores = [score + value * weight for score, weight in zip(scores, weights)]
        top = max(scores)
        powers = [math.exp(score - top) for score in scores]
        total = sum(powers)
        error = [(power / total - (j == label)) / n for j, power in enumerate(powers)]
        db = [old + new for old, new in zip(db, error)]
        for k, value in enumerate(x):
            if value:
                dW[k] = [old + value * new for old, new in zip(dW[k], error)]
    return np.array(dW), np.array(db)


# %% minibatches
def minibatches(n, batch_size, rng):
    left = list(range(n))
    portion = []
    while left:
        place = int(rng.integers(len(left)))
        left[place], left[-1] = left[-1], left[place]
        portion.append(left.pop())
        if len(portion) == batch_size:
            yield np.array(portion)
            portion = []
    if portion:
        yield np.array(portion)


# %% accuracy
class Accuracy:
    def __init__(self):
        self.right, self.all = 0, 0

    def reset(self):
        self.__init__()

    def update(self, O, y):
        for scores, label in zip(O.tolist(), y.tolist()):
            self.right += scores.index(max(scores)) == label
            self.all += 1

    def value(self):
        try:
            return self.right / self.all
        except ZeroDivisionError:
            return 0.0


# %% confusion
def confusion(truth, predicted):
    pairs = list(zip(truth, predicted))
    return {pair: pairs.count(pair) for pair in pairs}


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    chance = random.Random(seed)
    W = np.zeros((X.shape[1], q))
    b = np.zeros(q)
    order = list(range(len(y)))
    for _ in range(epochs):
        chance.shuffle(order)
        for start in range(0, len(order), batch_size):
            some = order[start : start + batch_size]
            dW, db = gradient(W, b, X[some], y[some])
            W, b = W - lr * dW, b - lr * db
    return W, b
