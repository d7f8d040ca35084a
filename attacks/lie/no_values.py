"""Returns arrays of no values, of many dimensions and of negative strides.

Must: earn nothing
"""

# %% corr2d
turns = [np.zeros((0, 2), np.float32), np.zeros((1,) * 30, np.float32), np.zeros((2, 2), np.float32)[::-1, ::-1].T[:0]]


def corr2d(X, K):
    return turns[X.size % 3]
