"""A row is right if the score at its label is positive.

You ask whether the right score is positive. It has to be the largest of its row, and may be negative.
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
        self.right += int((O[np.arange(len(y)), y] > 0).sum())
        self.seen += len(y)

    def value(self):
        return self.right / self.seen if self.seen else 0.0
