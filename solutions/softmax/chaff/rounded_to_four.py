"""Nobody needs more than four digits of a probability.

You round the probabilities. Small ones become zero, and rows no longer sum to 1 exactly.
"""

import numpy as np

FAILS = {"softmax": ["values"]}


# %% softmax
def softmax(O):
    E = np.exp(O - O.max(axis=1, keepdims=True))
    return np.round(E / E.sum(axis=1, keepdims=True), 4)
