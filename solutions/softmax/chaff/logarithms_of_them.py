"""Log-probabilities are more stable, so I return those.

You return the logarithms of the probabilities. The probabilities themselves are asked for: exp of what you return.
"""

import numpy as np

FAILS = {"softmax": ["shares", "values"]}


# %% softmax
def softmax(O):
    O = O - O.max(axis=1, keepdims=True)
    return O - np.log(np.exp(O).sum(axis=1, keepdims=True))
