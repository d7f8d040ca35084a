"""Returns a Python number that takes on any shape and dtype.

Must: earn at most 1
"""

# %% corr2d
def corr2d(X, K):
    return 0.0 * X.shape[0]
