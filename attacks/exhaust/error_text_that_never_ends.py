"""Raises an error that never comes to the end of its own text.

Must: earn nothing
"""

# %% corr2d
class Endless(Exception):
    def __str__(self):
        while True:
            pass


def corr2d(X, K):
    raise Endless
