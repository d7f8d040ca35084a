"""Returns an object whose every attribute raises or exits.

Must: earn nothing
"""

# %% corr2d
class Trap:
    def __getattribute__(self, name):
        raise SystemExit(12)


def corr2d(X, K):
    return Trap()
