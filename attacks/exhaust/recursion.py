"""Calls itself until the stack of C ends.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    sys.setrecursionlimit(10**9)
    deep = []
    for _ in range(10**6):
        deep = [deep]
    return repr(deep) and corr2d(X, K)
