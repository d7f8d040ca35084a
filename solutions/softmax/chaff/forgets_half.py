"""reset sets the number of right ones to zero.

Your reset forgets how many were right, and still knows how many there were. Both start anew.
"""

import numpy as np

FAILS = {"accuracy": ["reset"]}


# %% accuracy
class Accuracy:
    def __init__(self):
        self.right = self.seen = 0

    def reset(self):
        self.right = 0

    def update(self, O, y):
        self.right += int((O.argmax(axis=1) == y).sum())
        self.seen += len(y)

    def value(self):
        return self.right / self.seen if self.seen else 0.0
