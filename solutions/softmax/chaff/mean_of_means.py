"""The accuracy over all portions is the mean of their accuracies.

You average the portions' accuracies, so small portions count too much. Add up how many were right and how many there
were.
"""

import numpy as np

FAILS = {"accuracy": ["portions"]}


# %% accuracy
class Accuracy:
    def __init__(self):
        self.reset()

    def reset(self):
        self.all = []

    def update(self, O, y):
        self.all.append((O.argmax(axis=1) == y).mean())

    def value(self):
        return float(np.mean(self.all)) if self.all else 0.0
