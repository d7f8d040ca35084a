"""Without a mistake the accuracy is 1.

You start from 1.0. Where nothing was seen, 0.0 is asked for.
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
        return self.right / self.seen if self.seen else 1.0
