"""Accuracy.right and Accuracy.seen count.

You count in the class, so all objects count together. Write self.right and self.seen.
"""

import numpy as np

FAILS = {"accuracy": ["apart"]}


# %% accuracy
class Accuracy:
    def __init__(self):
        self.reset()

    def reset(self):
        Accuracy.right = Accuracy.seen = 0

    def update(self, O, y):
        Accuracy.right += int((O.argmax(axis=1) == y).sum())
        Accuracy.seen += len(y)

    def value(self):
        return Accuracy.right / Accuracy.seen if Accuracy.seen else 0.0
