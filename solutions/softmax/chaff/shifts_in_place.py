"""O -= ... is the same as O = O - ..., only shorter.

Your loss writes into the scores it is given. O = O - ... makes a new array.
"""

import numpy as np

FAILS = {"cross_entropy": ["untouched"]}


# %% cross_entropy
def cross_entropy(O, y):
    O -= O.max(axis=1, keepdims=True)
    return (np.log(np.exp(O).sum(axis=1)) - O[np.arange(len(y)), y]).mean()
