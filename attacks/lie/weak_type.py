"""Returns a Python number that takes on any shape and dtype.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    return 0.0 * X.shape[0]
