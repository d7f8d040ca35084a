"""Answers with lists of thousands of tiny arrays, and with variables of names as long as a message may be.

Must: earn nothing
"""

# %% corr2d
ITEMS = [[np.zeros((), bool)] * 500 for _ in range(7)]


def corr2d(X, K):
    return ITEMS

# %% conv2d
class Conv2D:
    def __init__(self, **fields):
        pass

    def init(self, *given):
        return {"params": {str(n) * 1000: 0.0 for n in range(30)}}

    def apply(self, *given):
        return ITEMS

# %% receptive_field
def receptive_field(kernel_sizes):
    return ITEMS
