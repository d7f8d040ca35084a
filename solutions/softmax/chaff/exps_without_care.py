"""The formula stands there, so I type it in.

exp of a large score is infinite, and the logarithm of a sum of zeros is minus infinity. Subtract each row's largest
score first, and add it again after the logarithm.
"""

import numpy as np

FAILS = {"cross_entropy": ["large"]}


# %% cross_entropy
def cross_entropy(O, y):
    with np.errstate(all="ignore"):
        return (np.log(np.exp(O).sum(axis=1)) - O[np.arange(len(y)), y]).mean()
