"""Answers every call of every question with 15.9 MB of the wrong shape, for the judge to remember.

Must: earn nothing
"""

# %% corr2d
HEAVY = np.zeros(16_700_000, np.uint8)


def corr2d(X, K):
    return HEAVY

# %% conv2d
class Conv2D:
    def __init__(self, **fields):
        pass

    def init(self, *given):
        return HEAVY

    def apply(self, *given):
        return HEAVY

# %% detect_edges
def detect_edges(X, axis):
    return HEAVY

# %% sgd_step
def sgd_step(K, X, Y, lr):
    return HEAVY

# %% train_edge_kernel
def train_edge_kernel(*given, **more):
    return HEAVY

# %% receptive_field
def receptive_field(kernel_sizes):
    return HEAVY
