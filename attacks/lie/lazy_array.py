"""Returns what becomes another array each time it is looked at.

Must: earn nothing
"""

# %% corr2d
class Lazy:
    dtype, looked = np.dtype("float32"), 0
    def __array__(self, *_, **__):
        Lazy.looked += 1
        return np.zeros((2, 2) if Lazy.looked % 2 else (500, 500), np.float32)


def corr2d(X, K):
    return Lazy()
