"""Correct answers that the judge puts in place of a student's wrong ones, when it looks a second time at what needs them.

They enter the student's room, so they are none of the reference's.
"""

import numpy as np


# %% softmax
def softmax(O):
    return np.exp(O - np.logaddexp.reduce(O, axis=1, keepdims=True).astype(O.dtype))


# %% one_hot
def one_hot(y, q):
    return np.eye(q)[y]


# %% cross_entropy
def cross_entropy(O, y):
    return np.mean(np.logaddexp.reduce(O, axis=1) - np.take_along_axis(O, y[:, None], axis=1)[:, 0])


# %% gradient
def gradient(W, b, X, y):
    O = X @ W + b
    E = np.exp(O - np.logaddexp.reduce(O, axis=1, keepdims=True))
    E[np.arange(len(y)), y] -= 1
    return X.T @ E / len(y), E.mean(axis=0)


# %% minibatches
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
