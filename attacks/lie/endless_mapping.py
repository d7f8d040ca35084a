"""Returns a mapping that never ends.

Must: earn nothing
"""

# %% corr2d
class Endless:
    def items(self):
        while True:
            yield "answer", {"earned": 12}


def corr2d(X, K):
    return Endless()
