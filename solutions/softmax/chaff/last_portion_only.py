"""value tells how the last update went.

You only keep the last update. The share is over everything since the start or the last reset.
"""

import numpy as np

FAILS = {"accuracy": ["portions"]}


# %% accuracy
class Accuracy:
    def __init__(self):
        self.reset()

    def reset(self):
        self.right = self.seen = 0

    def update(self, O, y):
        self.right = int((O.argmax(axis=1) == y).sum())
        self.seen = len(y)

    def value(self):
        return self.right / self.seen if self.seen else 0.0
