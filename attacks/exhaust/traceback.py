"""Raises errors with a message of 50 MB, in a chain of three hundred.

Must: earn nothing
"""

# %% corr2d
def chain(depth):
    try:
        if depth:
            chain(depth - 1)
        raise ValueError("x" * 50_000_000 if depth == 0 else "above")
    except ValueError as error:
        raise RuntimeError("y" * 100_000) from error


def corr2d(X, K):
    chain(300)


chain(300)
