"""Returns numbers and texts whose classes lie about themselves.

Must: earn nothing
"""

# %% corr2d
class Number(float):
    def hex(self): return "0x1.8p+3"
    def __eq__(self, other): return True
    __hash__ = None


class Name(str):
    def __str__(self): return "answer"
    def encode(self, *_): return b"answer"


def corr2d(X, K):
    return [Number(12), Name("12"), {Name("answer"): Number(12)}]


# %% receptive_field
def receptive_field(kernel_sizes):
    return Number(1), Number(1)
