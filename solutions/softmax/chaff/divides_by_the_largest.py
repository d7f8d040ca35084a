"""Dividing by the largest score keeps exp small, as subtracting would.

You divide the scores by the largest one. That changes their differences, and with them the probabilities; subtracting
does not.
"""

import numpy as np

FAILS = {"softmax": ["values"]}


# %% softmax
def softmax(O):
    top = np.abs(O).max(axis=1, keepdims=True)
    E = np.exp(O / np.where(top == 0, 1, top))
    return E / E.sum(axis=1, keepdims=True)
