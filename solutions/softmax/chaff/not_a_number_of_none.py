"""np.mean of an empty list says that there is nothing.

The mean of nothing is NaN in NumPy, with a warning. Say 0.0 where nothing was seen.
"""

import numpy as np

FAILS = {"accuracy": ["none"]}


# %% accuracy
class Accuracy:
    def __init__(self):
        self.reset()

    def reset(self):
        self.hits = []

    def update(self, O, y):
        self.hits.extend(O.argmax(axis=1) == y)

    def value(self):
        with np.errstate(all='ignore'):
            return np.float64(sum(self.hits)) / np.float64(len(self.hits))
