"""Answers with mappings that mean something where the judge sends them: code to be run, keys, generators.

Must: earn nothing
"""

# %% corr2d
CODE = "__import__('pathlib').Path('/tmp/" + mark + "').write_text('owned')"


def special(*given, **more):
    return {"source code": CODE}


corr2d = special

# %% conv2d
class Conv2D:
    def __init__(self, kernel_size):
        pass

    def init(self, key, x):
        return {"params": {"w": {"source code": CODE}, "b": {"key": CODE}}}

    apply = special

# %% detect_edges
def detect_edges(X, axis):
    return {"numpy.random.default_rng": CODE}

# %% sgd_step
def sgd_step(K, X, Y, lr):
    return {"key": CODE}, {"source code": CODE}

# %% train_edge_kernel
def train_edge_kernel(X, Y, kernel_size, *, key, lr=0.03, steps=10):
    return {"source code": CODE}, {"nnx.Rngs": CODE}

# %% receptive_field
receptive_field = special
