"""One column for each picture: everything is transposed, and turned back at the end."""

import numpy as np

# %% softmax
def softmax(O):
    S = O.T
    E = np.exp(S - S.max(axis=0))
    return (E / E.sum(axis=0)).T


# %% one_hot
def one_hot(y, q):
    columns = np.zeros((q, len(y)))
    for digit in range(q):
        columns[digit, y == digit] = 1
    return columns.T


# %% cross_entropy
def cross_entropy(O, y):
    S = O.T - O.T.max(axis=0)
    return (np.log(np.exp(S).sum(axis=0)) - S[y, np.arange(len(y))]).mean()


# %% gradient
def gradient(W, b, X, y):
    S = W.T @ X.T + b[:, None]
    E = np.exp(S - S.max(axis=0))
    E /= E.sum(axis=0)
    E -= one_hot(y, len(b)).T
    return (E @ X).T / len(y), E.mean(axis=1)


# %% minibatches
def minibatches(n, batch_size, rng):
    order = rng.permuted(np.arange(n))
    full = n // batch_size
    yield from order[: full * batch_size].reshape(full, batch_size)
    if full * batch_size < n:
        yield order[full * batch_size :]


# %% accuracy
class Accuracy:
    def __init__(self):
        self.share, self.seen = 0.0, 0

    def reset(self):
        self.share, self.seen = 0.0, 0

    def update(self, O, y):
        # The mean so far moves by its distance to the new ones.
        for hit in O.T.argmax(axis=0) == y:
            self.seen += 1
            self.share += (hit - self.share) / self.seen

    def value(self):
        return self.share


# %% confusion
def confusion(truth, predicted):
    both = list(zip(truth, predicted))
    return {(t, p): sum(pair == (t, p) for pair in both) for t in {*truth} for p in {*predicted} if (t, p) in both}


# %% train
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    rng = np.random.default_rng(seed)
    V, c = np.zeros((q, X.shape[1])), np.zeros((q, 1))
    Y = one_hot(y, q).T
    for _ in range(epochs):
        order = rng.permutation(X.shape[0])
        XT, YT = X[order].T, Y[:, order]
        for k in range(0, X.shape[0], batch_size):
            x, t = XT[:, k : k + batch_size], YT[:, k : k + batch_size]
            S = V @ x + c
            E = np.exp(S - S.max(axis=0))
            E = (E / E.sum(axis=0) - t) / x.shape[1]
            V -= lr * E @ x.T
            c -= lr * E.sum(axis=1, keepdims=True)
    return V.T, c[:, 0]
