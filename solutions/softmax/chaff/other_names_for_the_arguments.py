"""What arguments are called is up to me.

You renamed the arguments. They may also come by name, so they keep their names: O and y.
"""

import numpy as np

FAILS = {"cross_entropy": ["number"]}


# %% cross_entropy
def cross_entropy(scores, labels):
    O = scores - scores.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(O).sum(axis=1)) - O[np.arange(len(labels)), labels])
