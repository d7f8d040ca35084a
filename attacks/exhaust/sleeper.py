"""Sleeps for ever, which costs no processor time.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    while True:
        time.sleep(3600)
