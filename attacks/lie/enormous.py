"""Returns 400 MB.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    return np.zeros((10_000, 10_000), np.float32)
