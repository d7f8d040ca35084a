"""The share is that of the rows that differ.

You count the wrong rows. The accuracy is the share of the right ones.
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
        self.right += int((O.argmax(axis=1) != y).sum())
        self.seen += len(y)

    def value(self):
        return self.right / self.seen if self.seen else 0.0
