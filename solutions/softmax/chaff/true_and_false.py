"""True and False are as good as one and zero.

You return truth values. Subtracting one array of them from another is an error in NumPy; make numbers of them:
.astype(float).
"""

import numpy as np

FAILS = {"one_hot": ["places"]}


# %% one_hot
def one_hot(y, q):
    return y[:, None] == np.arange(q)
