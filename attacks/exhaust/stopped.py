"""Stops its own process, which then neither runs nor ends.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    os.kill(os.getpid(), signal.SIGSTOP)
