"""Nobody asks for the accuracy before there is any data.

You divide by zero where nothing was seen. Say 0.0 then.
"""

import numpy as np

FAILS = {"accuracy": ["none"]}


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
        return self.right / self.seen
