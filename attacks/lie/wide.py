"""Returns a tuple of a million numbers.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    return tuple(range(1_000_000))
