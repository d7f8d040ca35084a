"""O -= ... saves memory and does the same.

Your softmax writes into the array it is given: O -= ... changes the caller's scores. O = O - ... makes a new array.
"""

import numpy as np

FAILS = {"softmax": ["untouched"]}


# %% softmax
def softmax(O):
    O -= O.max(axis=1, keepdims=True)
    E = np.exp(O)
    return E / E.sum(axis=1, keepdims=True)
