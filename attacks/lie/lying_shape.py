"""Returns an array whose shape and dtype are not those of its bytes.

Must: earn at most 1
"""

# %% corr2d
class Liar(np.ndarray):
    shape = property(lambda self: (2, 2))
    dtype = property(lambda self: np.dtype("float32"))
    nbytes = property(lambda self: 16)
    def tobytes(self, *_): return b"\x00" * 100
    def astype(self, *_, **__): return self
    def __array__(self, *_, **__): return self


def corr2d(X, K):
    return np.zeros(7, np.int8).view(Liar)
