"""Returns an object that equals everything.

Must: earn nothing
"""

# %% corr2d
class Yes:
    shape, dtype, ndim, size = (2, 2), np.dtype("float32"), 2, 4
    def __eq__(self, other): return Yes()
    def __ne__(self, other): return False
    def __bool__(self): return True
    def __abs__(self): return Yes()
    def __sub__(self, other): return Yes()
    __rsub__ = __lt__ = __le__ = __gt__ = __ge__ = __sub__
    def __getitem__(self, key): return Yes()
    def __len__(self): return 2
    def __float__(self): return 0.0
    def all(self, *_, **__): return True
    __hash__ = None


def corr2d(X, K):
    return Yes()
