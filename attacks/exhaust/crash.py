"""Writes to address zero, in its call and at the end of its process.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    ctypes.memset(0, 1, 1)
