"""Every sum an einsum; values are taken and put along an axis."""

import numpy as np

# %% softmax
def softmax(O):
    powers = np.exp(O - np.amax(O, axis=-1, keepdims=True))
    return np.einsum("ij,i->ij", powers, 1 / np.einsum("ij->i", powers))


# %% one_hot
def one_hot(y, q):
    rows = np.zeros((y.size, q), dtype=np.float32)
    np.put_along_axis(rows, y[:, None], 1, axis=1)
    return rows


# %% cross_entropy
def cross_entropy(O, y):
    shifted = O - np.amax(O, axis=-1, keepdims=True)
    right = np.take_along_axis(shifted, y[:, None], axis=1).squeeze(1)
    return np.mean(np.log(np.einsum("ij->i", np.exp(shifted))) - right)


# %% gradient
def gradient(W, b, X, y):
    O = np.einsum("nd,dq->nq", X, W) + b
    E = softmax(O) - one_hot(y, W.shape[1])
    return np.einsum("nd,nq->dq", X, E) / len(X), np.einsum("nq->q", E) / len(X)


# %% minibatches
def minibatches(n, batch_size, rng):
    order = rng.choice(n, size=n, replace=False)
    yield from (order[k : k + batch_size] for k in range(0, n, batch_size))


# %% accuracy
class Accuracy:
    def __init__(self):
        self.counts = np.zeros(2)

    def reset(self):
        self.counts[:] = 0

    def update(self, O, y):
        self.counts += np.count_nonzero(np.argmax(O, axis=-1) == y), y.size

    def value(self):
        right, seen = self.counts
        return right / max(seen, 1)


# %% confusion
def confusion(truth, predicted):
    from collections import defaultdict

    counts = defaultdict(int)
    for pair in zip(truth, predicted):
        counts[pair] += 1
    return counts


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    Y = one_hot(y, q)
    W, b = np.zeros((X.shape[1], q)), np.zeros(q)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for k in range(0, len(X), batch_size):
            x, t = X[order[k : k + batch_size]], Y[order[k : k + batch_size]]
            E = (softmax(x @ W + b) - t) / len(x)
            W -= lr * np.einsum("nd,nq->dq", x, E)
            b -= lr * E.sum(0)
    return W, b
