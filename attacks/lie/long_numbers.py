"""Answers with whole numbers that Python computes and does not write, and with names that have no order, so that whoever
compares them fails, and a person has to look where a zero is due.

Must: earn at most 2
"""

# %% corr2d
def corr2d(X, K):
    return [[10 ** 15000] * 2] * 2

# %% conv2d
class Conv2D:
    def __init__(self, kernel_size):
        self.kernel_size = kernel_size

    def init(self, key, x):
        return {"params": {"w": np.zeros(self.kernel_size, np.float32), 1: 0, 10 ** 15000: 0, None: 0}}

    def apply(self, variables, x):
        return {10 ** 15000: x, (10 ** 15000, None): 1}

# %% receptive_field
def receptive_field(layers):
    return 10 ** 15000
