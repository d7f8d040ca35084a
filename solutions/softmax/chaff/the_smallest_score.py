"""The best score is the smallest, as with a loss.

You look at the smallest score. The digit with the largest score wins: argmax.
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
        self.right += int((O.argmin(axis=1) == y).sum())
        self.seen += len(y)

    def value(self):
        return self.right / self.seen if self.seen else 0.0
