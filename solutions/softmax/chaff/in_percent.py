"""Accuracy is given in percent.

You tell percent. The share is asked for, from 0.0 to 1.0.
"""

import numpy as np

FAILS = {"accuracy": ["share"]}


# %% accuracy
class Accuracy:
    def __init__(self):
        self.reset()

    def reset(self):
        self.right = self.seen = 0

    def update(self, O, y):
        self.right += int((O.argmax(axis=1) == y).sum())
        self.seen += len(y)

    def value(self):
        return 100 * self.right / self.seen if self.seen else 0.0
