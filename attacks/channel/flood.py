"""Sends without end and never reads.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    while True:
        say(bytes(1 << 20))
