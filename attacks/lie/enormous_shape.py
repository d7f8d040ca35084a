"""Returns an array of 10^16 values that take no memory.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    return np.broadcast_to(np.float32(0), (100_000_000, 100_000_000))
