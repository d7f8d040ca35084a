"""Each update counts once.

You divide by the number of updates. Each row counts: divide by the number of rows.
"""

import numpy as np

FAILS = {"accuracy": ["share", "portions"]}


# %% accuracy
class Accuracy:
    def __init__(self):
        self.reset()

    def reset(self):
        self.right = self.seen = 0

    def update(self, O, y):
        self.right += int((O.argmax(axis=1) == y).sum())
        self.seen += 1

    def value(self):
        return self.right / self.seen if self.seen else 0.0
