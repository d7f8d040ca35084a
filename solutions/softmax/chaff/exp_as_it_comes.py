"""Softmax is exp over the sum of exps, and that is what I write.

Your exp overflows where scores are large: infinity over infinity is NaN. Subtract each row's largest score first.
"""

import numpy as np

FAILS = {"softmax": ["large"]}


# %% softmax
def softmax(O):
    E = np.exp(O)
    return E / E.sum(axis=1, keepdims=True)
