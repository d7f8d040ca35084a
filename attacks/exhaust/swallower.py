"""Never returns and swallows every exception.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
