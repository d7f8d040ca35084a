"""reset only matters at the start.

Your reset does nothing, so old rows still count. It forgets everything seen so far.
"""

import numpy as np

FAILS = {"accuracy": ["reset", "none"]}


# %% accuracy
class Accuracy:
    def __init__(self):
        self.right = self.seen = 0

    def reset(self):
        pass

    def update(self, O, y):
        self.right += int((O.argmax(axis=1) == y).sum())
        self.seen += len(y)

    def value(self):
        return self.right / self.seen if self.seen else 0.0
