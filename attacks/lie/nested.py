"""Returns lists nested without end.

Must: earn nothing
"""

# %% corr2d
endless = []
endless.append(endless)


def corr2d(X, K):
    return endless
