"""Answers with lists in lists of long texts, twelve in each, down to where a message ends.

Must: earn nothing
"""

# %% corr2d
def nest(depth):
    return [nest(depth - 1) for _ in range(12)] if depth else "y" * 200


def corr2d(X, K):
    return nest(3)
