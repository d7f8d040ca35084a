"""Answers under numbers of other requests: earlier, later, and much later.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    say(*(right(number) for number in (0, 1, 2**31, 2**32 - 1)))
    return zeros(X, K)
